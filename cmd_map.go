package main

import (
	"os"
	"path/filepath"
	"strings"

	"evenkeel/store/crm"
)

// mapping reads what --map says: the name of one that is built in, or a file,
// which has an extension or a folder before it. Without it there is none.
func mapping(flag string) (*crm.Mapping, error) {
	if flag == "" {
		return nil, nil
	}
	if filepath.Ext(flag) == "" && !strings.ContainsAny(flag, `/\`) {
		m, err := crm.BuiltinMapping(strings.ToLower(flag))
		if err != nil {
			return nil, usagef("--map: %v, and a file needs its extension", err)
		}
		return m, nil
	}
	src, err := os.ReadFile(flag)
	if err != nil {
		return nil, usagef("--map: %v", err)
	}
	m, err := crm.LoadMapping(flag, src)
	if err != nil {
		return nil, usagef("--map: %v", err)
	}
	return m, nil
}
