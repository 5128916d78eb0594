package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// Schema is the version of the layout that this program writes. A store of an
// older one is brought up to it; a newer one is refused.
const Schema = 1

var (
	// ErrNoWorkspace: the store has none, or not the one that was asked for.
	ErrNoWorkspace = errors.New("no such workspace in the store")

	// ErrNewerSchema: a newer program has written this store.
	ErrNewerSchema = errors.New("the store was written by a newer version of evenkeel; update this one")
)

// Workspace is one Slack workspace's share of the store.
type Workspace struct {
	ID   string    `json:"-"`
	Team string    `json:"team,omitempty"` // Slack team id; empty until the first run
	Made time.Time `json:"made"`
}

// Workspaces returns all workspaces of the store by id.
func Workspaces(ctx context.Context, client redis.UniversalClient) ([]Workspace, error) {
	if err := checkSchema(ctx, client); err != nil {
		return nil, err
	}
	found, err := client.HGetAll(ctx, workspacesKey).Result()
	if err != nil {
		return nil, fmt.Errorf("store: workspaces: %w", err)
	}
	var all []Workspace
	for _, id := range slices.Sorted(maps.Keys(found)) {
		w, err := workspace(id, found[id])
		if err != nil {
			return nil, err
		}
		all = append(all, w)
	}
	return all, nil
}

func workspace(id, record string) (Workspace, error) {
	w := Workspace{ID: id}
	if err := json.Unmarshal([]byte(record), &w); err != nil {
		return w, fmt.Errorf("store: workspace %s: %w", id, err)
	}
	return w, nil
}

// EnsureWorkspace makes a workspace unless it is there.
func EnsureWorkspace(ctx context.Context, client redis.UniversalClient, id string) error {
	if id == "" {
		return errors.New("store: a workspace needs an id")
	}
	if err := client.SetNX(ctx, schemaKey, Schema, 0).Err(); err != nil {
		return fmt.Errorf("store: schema: %w", err)
	}
	if err := checkSchema(ctx, client); err != nil {
		return err
	}
	record, err := json.Marshal(Workspace{Made: time.Now().UTC().Truncate(time.Second)})
	if err != nil {
		return fmt.Errorf("store: make workspace %s: %w", id, err)
	}
	if err := client.HSetNX(ctx, workspacesKey, id, record).Err(); err != nil {
		return fmt.Errorf("store: make workspace %s: %w", id, err)
	}
	return nil
}

// Resolve finds the workspace to work in: the one wanted (EVENKEEL_WORKSPACE),
// or the only one. ErrNoWorkspace if there is none, or not that one.
func Resolve(ctx context.Context, client redis.UniversalClient, wanted string) (string, error) {
	all, err := Workspaces(ctx, client)
	if err != nil {
		return "", err
	}
	var ids []string
	for _, w := range all {
		ids = append(ids, w.ID)
	}
	switch {
	case wanted != "" && slices.Contains(ids, wanted), wanted == "" && len(ids) == 1:
		return cmp.Or(wanted, ids[0]), nil
	case len(ids) == 0:
		return "", fmt.Errorf("store: %w, which is empty", ErrNoWorkspace)
	case wanted != "":
		return "", fmt.Errorf("store: EVENKEEL_WORKSPACE is %q: %w, which has %s", wanted, ErrNoWorkspace, strings.Join(ids, ", "))
	default:
		return "", fmt.Errorf("store: the store has several workspaces; set EVENKEEL_WORKSPACE to one of %s", strings.Join(ids, ", "))
	}
}

// Tie ties a workspace to its Slack team for good. Another team later is an
// error: its tokens belong to some other workspace.
func Tie(ctx context.Context, client redis.UniversalClient, id, slackTeam string) error {
	record, err := client.HGet(ctx, workspacesKey, id).Result()
	if errors.Is(err, redis.Nil) {
		return fmt.Errorf("store: tie %s: %w", id, ErrNoWorkspace)
	}
	for err == nil {
		var w Workspace
		if w, err = workspace(id, record); err != nil {
			return err
		}
		if w.Team == slackTeam {
			return nil
		}
		if w.Team != "" {
			return fmt.Errorf("store: workspace %s belongs to Slack team %s, and these tokens are of team %s; set EVENKEEL_WORKSPACE to another one", id, w.Team, slackTeam)
		}
		w.Team = slackTeam
		record, err = swap(ctx, client, id, record, w)
	}
	return fmt.Errorf("store: tie %s: %w", id, err)
}

// swap writes a workspace if its record still is old, and returns what it is now.
func swap(ctx context.Context, client redis.UniversalClient, id, old string, w Workspace) (string, error) {
	record, err := json.Marshal(w)
	if err != nil {
		return "", err
	}
	return swapScript.Run(ctx, client, []string{workspacesKey}, id, old, record).Text()
}

// checkSchema refuses a store that a newer program wrote: its records may mean
// what this one does not know.
func checkSchema(ctx context.Context, client redis.UniversalClient) error {
	schema, err := client.Get(ctx, schemaKey).Int()
	switch {
	case errors.Is(err, redis.Nil):
		return nil
	case err != nil:
		return fmt.Errorf("store: schema: %w", err)
	case schema > Schema:
		return fmt.Errorf("store: schema %d, and this program knows %d: %w", schema, Schema, ErrNewerSchema)
	}
	return nil
}
