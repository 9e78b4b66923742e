package main

import (
	"context"
	"sort"

	"github.com/cespare/xxhash/v2"
	"github.com/grafana/loki/v3/pkg/iter"
	"github.com/grafana/loki/v3/pkg/logproto"
	"github.com/grafana/loki/v3/pkg/logql"
	"github.com/grafana/loki/v3/pkg/logql/syntax"
)

// Records in memory, for the engine. Its own querier for tests keeps no structured
// metadata, and would let a selector by metadata pass, which finds nothing in Loki.
type storage []entry

func (all storage) SelectLogs(
	_ context.Context, params logql.SelectLogParams,
) (iter.EntryIterator, error) {
	selector, err := params.LogSelector()
	if err != nil {
		return nil, err
	}
	pipeline, err := selector.Pipeline()
	if err != nil {
		return nil, err
	}
	streams := map[string]*logproto.Stream{}
	for _, entry := range all.chosenBy(selector) {
		if entry.time.Before(params.Start) || !entry.time.Before(params.End) {
			continue
		}
		line, kept, matches := pipeline.ForStream(entry.labels).
			ProcessString(entry.time.UnixNano(), entry.line, entry.metadata)
		if !matches {
			continue
		}
		name := kept.String()
		if streams[name] == nil {
			streams[name] = &logproto.Stream{Labels: name}
		}
		streams[name].Entries = append(
			streams[name].Entries, logproto.Entry{Timestamp: entry.time, Line: line},
		)
	}
	sorted := []logproto.Stream{}
	for _, stream := range streams {
		sort.SliceStable(stream.Entries, func(one, other int) bool {
			if params.Direction == logproto.BACKWARD {
				one, other = other, one
			}
			return stream.Entries[one].Timestamp.Before(stream.Entries[other].Timestamp)
		})
		sorted = append(sorted, *stream)
	}
	return iter.NewStreamsIterator(sorted, params.Direction), nil
}

func (all storage) SelectSamples(
	_ context.Context, params logql.SelectSampleParams,
) (iter.SampleIterator, error) {
	selector, err := params.LogSelector()
	if err != nil {
		return nil, err
	}
	expr, err := params.Expr()
	if err != nil {
		return nil, err
	}
	extractors, err := expr.Extractors()
	if err != nil {
		return nil, err
	}
	chosen := all.chosenBy(selector)
	series := map[string]*logproto.Series{}
	for _, extractor := range extractors {
		for _, entry := range chosen {
			stream := extractor.ForStream(entry.labels)
			samples, _ := stream.ProcessString(
				entry.time.UnixNano(), entry.line, entry.metadata,
			)
			for _, sample := range samples {
				name := sample.Labels.String()
				if series[name] == nil {
					series[name] = &logproto.Series{
						Labels: name, StreamHash: stream.BaseLabels().Hash(),
					}
				}
				series[name].Samples = append(series[name].Samples, logproto.Sample{
					Timestamp: entry.time.UnixNano(),
					Value:     sample.Value,
					Hash:      xxhash.Sum64String(entry.line),
				})
			}
		}
	}
	sorted := []logproto.Series{}
	for _, one := range series {
		sort.Stable(one)
		sorted = append(sorted, *one)
	}
	return iter.NewTimeRangedSampleIterator(
		iter.NewMultiSeriesIterator(sorted),
		params.Start.UnixNano(), params.End.UnixNano()+1,
	), nil
}

func (all storage) chosenBy(selector syntax.LogSelectorExpr) []entry {
	chosen := []entry{}
next:
	for _, entry := range all {
		for _, matcher := range selector.Matchers() {
			if !matcher.Matches(entry.labels.Get(matcher.Name)) {
				continue next
			}
		}
		chosen = append(chosen, entry)
	}
	return chosen
}
