package main

import (
	"errors"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
)

// Rules of Loki's ruler have the form of Prometheus's, with expressions in LogQL. Those
// are not looked at here.
type formAlone struct{ parser.Parser }

func (formAlone) ParseExpr(string) (parser.Expr, error) {
	return &parser.NumberLiteral{}, nil
}

func checkRules(file string) error {
	_, faults := rulefmt.ParseFile(
		file, false, model.LegacyValidation, formAlone{parser.NewParser(parser.Options{})}, nil,
	)
	return errors.Join(faults...)
}
