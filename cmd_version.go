package main

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
)

// version is set by the linker for releases.
var version = ""

type versionCmd struct{}

func (versionCmd) Help() string { return example("evenkeel version") }

func (versionCmd) Run(s *streams) error {
	_, err := fmt.Fprintln(s.out, versionLine())
	return err
}

// versionLine is "evenkeel 1.2.3 (commit 1f3a…) go1.26".
func versionLine() string {
	v, commit := version, ""
	if info, ok := debug.ReadBuildInfo(); ok {
		v = cmp.Or(v, info.Main.Version)
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				commit = s.Value
			}
		}
	}
	return fmt.Sprintf("evenkeel %s (commit %s) %s", cmp.Or(v, "(devel)"), cmp.Or(commit, "unknown"), runtime.Version())
}
