package main

import (
	_ "embed"
	"fmt"

	"go.yaml.in/yaml/v4"
)

//go:embed deploy/manifest.yaml
var manifest []byte

type manifestCmd struct {
	JSON bool `help:"As JSON."`
}

func (manifestCmd) Help() string { return example("evenkeel manifest > manifest.yaml") }

func (c manifestCmd) Run(s *streams) error {
	if !c.JSON {
		_, err := s.out.Write(manifest)
		return err
	}
	var v map[string]any
	if err := yaml.Load(manifest, &v); err != nil {
		return fmt.Errorf("manifest: %w", err)
	}
	return printJSON(s.out, v)
}
