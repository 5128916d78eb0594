package workspace

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	maxFileBytes = 8 << 20
	fileChecks   = 300 * time.Millisecond // Slack looks through a file for a while before blocks may show it
)

// file is a file that the app uploads, in three steps: a place for it, its
// bytes, and the word that it is whole.
type file struct {
	name, title, alt string
	key              string // the secret part of its upload URL
	length           int
	data             []byte
	kind             string    // of its content
	ready            time.Time // on the machine's clock; zero before it is whole
}

// uploadURL answers files.getUploadURLExternal.
func (w *Workspace) uploadURL(r *request) (reply, *apiError) {
	length, err := strconv.Atoi(r.str("length"))
	if err != nil || length <= 0 || length > maxFileBytes || r.str("filename") == "" {
		return nil, refuse("invalid_arguments", "[ERROR] filename and length are required")
	}
	id := "F" + strings.ToUpper(secret(5))
	f := &file{name: r.str("filename"), alt: r.str("alt_txt"), key: secret(12), length: length}
	w.files[id] = f
	return reply{"file_id": id, "upload_url": "http://" + w.addr + "/upload/" + f.key}, nil
}

// serveUpload takes the bytes of a file, bare or as the one part of a form.
func (w *Workspace) serveUpload(rw http.ResponseWriter, r *http.Request) {
	data, err := uploaded(http.MaxBytesReader(rw, r.Body, maxFileBytes+1<<16), r)
	w.mu.Lock()
	defer w.mu.Unlock()
	f := w.upload(r.PathValue("key"))
	if err != nil || f == nil || len(data) != f.length || f.data != nil {
		http.Error(rw, "the upload failed", http.StatusBadRequest)
		return
	}
	f.data, f.kind = data, http.DetectContentType(data)
	fmt.Fprintf(rw, "OK - %d", len(data))
}

func (w *Workspace) upload(key string) *file {
	for _, f := range w.files {
		if f.key == key {
			return f
		}
	}
	return nil
}

func uploaded(body io.Reader, r *http.Request) ([]byte, error) {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		return io.ReadAll(body)
	}
	r.Body = io.NopCloser(body)
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, err
	}
	part, err := parts.NextPart()
	if err != nil {
		return nil, err
	}
	return io.ReadAll(part)
}

// completeUpload answers files.completeUploadExternal. A file without a channel is
// only there for the app's own blocks to show; with one it is a message there.
func (w *Workspace) completeUpload(r *request) (reply, *apiError) {
	var asked []struct{ ID, Title string }
	if json.Unmarshal(r.raw("files"), &asked) != nil || len(asked) == 0 {
		return nil, refuse("invalid_arguments", "[ERROR] missing required field: files")
	}
	ch, err := w.fileChannel(r.str("channel_id"))
	if err != nil {
		return nil, err
	}
	out := []object{}
	for _, a := range asked {
		f := w.files[a.ID]
		if f == nil || f.data == nil {
			return nil, refuse("file_not_found")
		}
		f.title, f.ready = a.Title, time.Now().Add(fileChecks)
		out = append(out, object{"id": a.ID, "title": a.Title})
		if ch != nil {
			w.shareFile(ch, f, r.str("initial_comment"))
		}
	}
	return reply{"files": out}, nil
}

// fileChannel is where files are shared: a channel's id, as Slack takes no name
// and no person here; nil for nowhere.
func (w *Workspace) fileChannel(id string) (*channel, *apiError) {
	if id == "" {
		return nil, nil
	}
	if w.channelByID(id) == nil {
		return nil, refuse("channel_not_found")
	}
	return w.target(id)
}

// shareFile shows a file in a channel, as a message of the app.
func (w *Workspace) shareFile(ch *channel, f *file, words string) {
	m := w.botMessage(ch, content{text: strings.TrimSpace(words + "\n📎 " + f.name)})
	m.Subtype = "file_share"
	ch.messages = append(ch.messages, m)
	w.announce(ch, m)
}

// pictures are what a slack_file may be.
var pictures = []string{"image/png", "image/jpeg", "image/gif"}

// picture says whether blocks may show a file by now.
func (w *Workspace) picture(id string) bool {
	f := w.files[id]
	return f != nil && !f.ready.IsZero() && !time.Now().Before(f.ready) && slices.Contains(pictures, f.kind)
}

// serveFile shows a picture to the page.
func (w *Workspace) serveFile(rw http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	w.mu.Lock()
	known := w.picture(id)
	var data []byte
	kind := ""
	if known {
		data, kind = w.files[id].data, w.files[id].kind
	}
	w.mu.Unlock()
	if !known {
		http.NotFound(rw, r)
		return
	}
	rw.Header().Set("Content-Type", kind)
	rw.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = rw.Write(data)
}

// File is a picture that the app uploaded whole: its bytes, and the words for who
// does not see it.
type File struct {
	ID, Name, Title, Alt string
	Data                 []byte
}

// Files are the app's whole files, by id.
func (w *Workspace) Files() []File {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []File
	for id, f := range w.files {
		if !f.ready.IsZero() {
			out = append(out, File{id, f.name, f.title, f.alt, slices.Clone(f.data)})
		}
	}
	slices.SortFunc(out, func(a, b File) int { return strings.Compare(a.ID, b.ID) })
	return out
}
