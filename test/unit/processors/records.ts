// Records as a mapper makes them, frozen to the bottom: a processor that changes
// one in place throws.

import type { Attributes } from "@opentelemetry/api";
import { resourceFromAttributes } from "@opentelemetry/resources";
import type { LogRecord } from "../../../pipeline/log-record.ts";

export const RESOURCE = resourceOf({
	"service.name": "salesforce",
	"salesforce.organization.id": "00D000000000062EAA",
});
export const SCOPE = deepFreeze({
	name: "salesforce-otlp/receiver/salesforce",
	version: "1.2.3",
});

export function resourceOf(attributes: Attributes): LogRecord["resource"] {
	const resource = resourceFromAttributes(attributes);
	// It computes them at the first look, and could not keep them frozen.
	void resource.attributes;
	return deepFreeze(resource);
}

export function recordOf(
	attributes: Attributes,
	other: Partial<LogRecord> = {},
): LogRecord {
	return deepFreeze({
		hrTime: [1_795_000_000, 0],
		hrTimeObserved: [1_795_003_600, 0],
		spanContext: undefined,
		severityText: "INFO",
		severityNumber: 9,
		body: "a body",
		eventName: "salesforce.login",
		resource: RESOURCE,
		instrumentationScope: SCOPE,
		attributes,
		droppedAttributesCount: 0,
		...other,
	});
}

export const LOGIN = recordOf(
	{
		"log.record.uid": "4f1c5a0e9b7d2c3e8f6a1b2c3d4e5f60",
		"salesforce.event.type": "Login",
		"salesforce.event.source": "event_log_file",
		"salesforce.event.outcome": "failure",
		"error.type": "LOGIN_ERROR_INVALID_PASSWORD",
		"user.id": "00530000009M943AAC",
		"user.name": "ana@example.com",
		"client.address": "203.0.113.7",
		"http.request.header.x-forwarded-for": ["198.51.100.2, 10.0.0.1"],
		"user_agent.original": "Mozilla/5.0 (X11) Chrome/120.0.0.0 Safari/537.36",
		"salesforce.duration_ms": 42,
		"salesforce.login.auth.api_token": false,
	},
	{
		severityText: "WARN",
		severityNumber: 13,
		body: "Login failed for ana@example.com from 203.0.113.7: invalid password",
	},
);

export function deepFreeze<T>(value: T): T {
	if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
		Object.freeze(value);
		for (const inner of Object.values(value)) deepFreeze(inner);
	}
	return value;
}
