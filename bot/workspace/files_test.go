package workspace_test

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"evenkeel/bot/workspace"
)

// picture is a small PNG.
func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 3))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// showPicture posts a message with a picture in it, and returns Slack's answer.
func showPicture(t *testing.T, w *workspace.Workspace, id string) error {
	t.Helper()
	_, _, err := api(t, w).PostMessageContext(t.Context(), "C1DEALS", slack.MsgOptionText("x", false),
		slack.MsgOptionBlocks(slack.NewImageBlockSlackFile(&slack.SlackFileObject{ID: id}, "a chart", "", nil)))
	return err
}

func TestAnUploadedPictureIsShownOnceItHasBeenLookedThrough(t *testing.T) {
	w := open(t, company())
	data := picture(t)
	f, err := api(t, w).UploadFileContext(t.Context(), slack.UploadFileParameters{Filename: "c.png", Title: "A chart", AltTxt: "grey", FileSize: len(data), Reader: bytes.NewReader(data)})
	if err != nil {
		t.Fatal(err)
	}
	if err := showPicture(t, w, f.ID); slackCode(err) != "invalid_blocks" || !strings.Contains(strings.Join(err.(slack.SlackErrorResponse).ResponseMetadata.Messages, " "), "invalid slack file [json-pointer:/blocks/0/slack_file]") {
		t.Errorf("at once: %v", err)
	}
	for end := time.Now().Add(10 * time.Second); showPicture(t, w, f.ID) != nil; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("never to be shown")
		}
	}
	if status, body := get(t, w.URL()+"file/"+f.ID); status != http.StatusOK || body != string(data) {
		t.Errorf("the page gets %d and %d bytes", status, len(body))
	}
	if files := w.Files(); len(files) != 1 || files[0].Title != "A chart" || files[0].Alt != "grey" || !bytes.Equal(files[0].Data, data) {
		t.Errorf("files: %+v", files)
	}
}

func TestFilesAreRefused(t *testing.T) {
	w := open(t, company())
	client := api(t, w)
	upload := func(name string, data []byte, size int) (string, error) {
		f, err := client.UploadFileContext(t.Context(), slack.UploadFileParameters{Filename: name, FileSize: size, Reader: bytes.NewReader(data)})
		if err != nil {
			return "", err
		}
		return f.ID, nil
	}
	if _, err := upload("short.png", picture(t), 7); err == nil {
		t.Error("a file of another length than was said")
	}
	id, err := upload("a.txt", []byte("words"), 5)
	if err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if slackCode(showPicture(t, w, id)) != "invalid_blocks" {
			t.Fatal("a text is shown as a picture")
		}
	}
	if err := showPicture(t, w, "F0404"); slackCode(err) != "invalid_blocks" {
		t.Errorf("a file that nobody uploaded: %v", err)
	}
	if _, err := client.CompleteUploadExternalContext(t.Context(), slack.CompleteUploadExternalParameters{Files: []slack.FileSummary{{ID: "F0404"}}}); slackCode(err) != "file_not_found" {
		t.Errorf("completing what was not begun: %v", err)
	}
	if status, _ := get(t, w.URL()+"file/"+id); status != http.StatusNotFound {
		t.Errorf("the page gets a text: %d", status)
	}
	cfg := company()
	cfg.Scopes = []string{"chat:write"}
	if _, err := api(t, open(t, cfg)).UploadFileContext(t.Context(), slack.UploadFileParameters{Filename: "c", FileSize: 1, Content: "x"}); slackCode(err) != "missing_scope" {
		t.Errorf("without files:write: %v", err)
	}
}

func TestAKindOfBlockIsNotThereYet(t *testing.T) {
	w := open(t, company())
	w.RefuseBlocks("table")
	table := `[{"type":"divider"},{"type":"table","rows":[[{"type":"raw_text","text":"a"}]]}]`
	answer := postBlocks(t, w, table)
	if answer.Error != "invalid_blocks" || !strings.Contains(strings.Join(answer.ResponseMetadata.Messages, ""), "[json-pointer:/blocks/1/type]") {
		t.Errorf("%+v", answer)
	}
	if status, _ := send(t, w.URL()+"practice/blocks", map[string]any{"refuse": []string{}}); status != http.StatusOK {
		t.Errorf("over HTTP: %d", status)
	}
	if answer := postBlocks(t, w, table); !answer.Ok {
		t.Errorf("once it is there: %+v", answer)
	}
}

func TestRichTextIsNotReplacedByOtherBlocks(t *testing.T) {
	w := open(t, company())
	client := api(t, w)
	rich := slack.MsgOptionBlocks(slack.NewRichTextBlock("", slack.NewRichTextSection(slack.NewRichTextSectionTextElement("a", nil))))
	_, ts, err := client.PostMessageContext(t.Context(), "C1DEALS", slack.MsgOptionText("a", false), rich)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := client.UpdateMessageContext(t.Context(), "C1DEALS", ts, slack.MsgOptionText("b", false), slack.MsgOptionBlocks(slack.NewDividerBlock())); slackCode(err) != "block_mismatch" {
		t.Errorf("by a divider: %v", err)
	}
	if _, _, _, err := client.UpdateMessageContext(t.Context(), "C1DEALS", ts, slack.MsgOptionText("b", false), rich); err != nil {
		t.Errorf("by rich text: %v", err)
	}
}

func TestAChartHasEachCategoryOnce(t *testing.T) {
	w := open(t, company())
	chart := `[{"type":"data_visualization","title":"t","chart":{"type":"bar","axis_config":{"categories":["a","a"]},"series":[{"name":"s","data":[{"label":"a","value":1},{"label":"a","value":2}]}]}}]`
	if answer := postBlocks(t, w, chart); answer.Ok || !strings.Contains(strings.Join(answer.ResponseMetadata.Messages, ""), "must be unique") {
		t.Errorf("%+v", answer)
	}
}
