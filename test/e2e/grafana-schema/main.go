// Reads dashboards by Grafana's schema of them, strictly: what it does not know, and what
// is missing, is a fault. The files are the arguments.
package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/grafana/grafana-foundation-sdk/go/cog/plugins"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

func main() {
	// The options of each kind of panel, and the queries of each kind of source.
	plugins.RegisterDefaultPlugins()
	for _, file := range os.Args[1:] {
		if err := check(file); err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", file, err)
			os.Exit(1)
		}
	}
}

func check(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	read := dashboard.Dashboard{}
	return errors.Join(fault(read.UnmarshalJSONStrict(text)), fault(read.Validate()))
}

// An error is a list of them, which may be empty.
func fault(err error) error {
	if err == nil || err.Error() == "" {
		return nil
	}
	return err
}
