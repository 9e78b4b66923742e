package main

import (
	"bytes"
	"context"
	"flag"
	"net/http"
	"time"

	kitlog "github.com/go-kit/log"
	"github.com/grafana/loki/v3/pkg/loghttp/push"
	"github.com/grafana/loki/v3/pkg/logproto"
	"github.com/grafana/loki/v3/pkg/logql/syntax"
	"github.com/grafana/loki/v3/pkg/runtime"
	"github.com/prometheus/prometheus/model/labels"
)

// A request to `/otlp/v1/logs`.
type request struct {
	Headers map[string]string
	// In base64, as Go's JSON has bytes.
	Body []byte
}

// A record as the ingester has it: few labels, which a selector in braces chooses by,
// and the rest as structured metadata, which only filters see.
type entry struct {
	time             time.Time
	line             string
	labels, metadata labels.Labels
}

func taken(requests []request) ([]entry, error) {
	entries := []entry{}
	for _, request := range requests {
		received, err := http.NewRequest("POST", "/otlp/v1/logs", bytes.NewReader(request.Body))
		if err != nil {
			return nil, err
		}
		for name, value := range request.Headers {
			received.Header.Set(name, value)
		}
		parsed, _, err := push.ParseOTLPRequest(
			"test", received, limits{}, runtime.DefaultTenantConfigs(), 0, 0,
			nil, streams{}, kitlog.NewNopLogger(),
		)
		if err != nil {
			return nil, err
		}
		for _, stream := range parsed.Streams {
			labels, err := syntax.ParseLabels(stream.Labels)
			if err != nil {
				return nil, err
			}
			for _, one := range stream.Entries {
				entries = append(entries, entry{
					one.Timestamp, one.Line, labels, logproto.FromLabelAdaptersToLabels(one.StructuredMetadata),
				})
			}
		}
	}
	return entries, nil
}

// Loki's defaults.
type limits struct{}

func (limits) OTLPConfig(string) push.OTLPConfig {
	config := push.GlobalOTLPConfig{}
	config.RegisterFlags(flag.NewFlagSet("", flag.PanicOnError))
	return push.DefaultOTLPConfig(config)
}

func (limits) DiscoverServiceName(string) []string { return nil }

// Who keeps what for how long is no matter here.
type streams struct{}

func (streams) RetentionPeriodFor(labels.Labels) time.Duration  { return time.Hour }
func (streams) RetentionHoursFor(labels.Labels) string          { return "1" }
func (streams) PolicyFor(context.Context, labels.Labels) string { return "" }
