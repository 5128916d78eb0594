package workspace

import (
	"embed"
	"fmt"
	"io/fs"
	"net/http"
)

//go:embed page
var pageFiles embed.FS

// routePage serves the page and what it asks for. Posts from other origins are
// refused: a page elsewhere must not press buttons here.
func (w *Workspace) routePage(mux *http.ServeMux) {
	files, err := fs.Sub(pageFiles, "page")
	if err != nil {
		panic(err) // The folder is embedded above.
	}
	mux.Handle("/", withPolicy(http.FileServerFS(files)))
	practice := http.NewServeMux()
	practice.HandleFunc("GET /practice/changes", w.serveChanges)
	w.routePractice(practice)
	mux.Handle("/practice/", http.NewCrossOriginProtection().Handler(practice))
}

// withPolicy lets the page load nothing but itself.
func withPolicy(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'")
		rw.Header().Set("X-Content-Type-Options", "nosniff")
		rw.Header().Set("Cache-Control", "no-store")
		next.ServeHTTP(rw, r)
	})
}

// serveChanges streams the version, once at first and then at every change,
// until the page goes away or the workspace closes.
func (w *Workspace) serveChanges(rw http.ResponseWriter, r *http.Request) {
	rw.Header().Set("Content-Type", "text/event-stream")
	rw.Header().Set("Cache-Control", "no-store")
	flusher := http.NewResponseController(rw)
	for {
		w.mu.Lock()
		version, changed := w.version, w.changed
		w.mu.Unlock()
		if _, err := fmt.Fprintf(rw, "data: %d\n\n", version); err != nil || flusher.Flush() != nil {
			return
		}
		select {
		case <-changed:
		case <-r.Context().Done():
			return
		case <-w.ctx.Done():
			return
		}
	}
}
