// Parses LogQL expressions, one a line on standard input; names those with a fault.
package main

import (
	"bufio"
	"fmt"
	"os"

	"github.com/grafana/loki/v3/pkg/logql/syntax"
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	failed := false
	for lines.Scan() {
		if _, err := syntax.ParseExpr(lines.Text()); err != nil {
			fmt.Printf("%s\n\t%v\n", lines.Text(), err)
			failed = true
		}
	}
	if failed {
		os.Exit(1)
	}
}
