// deploy/helm/salesforce-otlp/values.schema.json: what `helm install` checks the
// values with, the service's configuration included.

import { configJsonSchema, type Json } from "./json-schema.ts";

const text = { type: "string" };
const flag = { type: "boolean" };
const port = { type: "integer", minimum: 1, maximum: 65_535 };
const map = { type: "object" };
const list = { type: "array", items: map };

function closed(properties: Json): Json {
	return { type: "object", properties, additionalProperties: false };
}

const CHART_VALUES: Json = {
	image: closed({
		repository: { ...text, minLength: 1 },
		tag: text,
		digest: { ...text, pattern: "^(sha256:[0-9a-f]{64})?$" },
		pullPolicy: { enum: ["Always", "IfNotPresent", "Never"] },
	}),
	imagePullSecrets: list,
	nameOverride: text,
	fullnameOverride: text,
	env: list,
	envFrom: list,
	secretFiles: {
		type: "array",
		items: {
			...closed({
				secretName: { ...text, minLength: 1 },
				mountPath: { ...text, pattern: "^/" },
			}),
			required: ["secretName", "mountPath"],
		},
	},
	persistence: closed({
		enabled: flag,
		size: text,
		storageClassName: text,
		retain: flag,
	}),
	resources: map,
	podAnnotations: map,
	podLabels: map,
	nodeSelector: map,
	tolerations: list,
	affinity: map,
	priorityClassName: text,
	serviceAccount: closed({ create: flag, name: text, annotations: map }),
	terminationGracePeriodSeconds: { type: "integer", minimum: 0 },
	ports: closed({ health: port, metrics: port }),
	collector: closed({
		enabled: flag,
		image: text,
		resources: map,
		config: map,
	}),
	networkPolicy: closed({
		enabled: flag,
		metricsFrom: list,
		egressPorts: { type: "array", items: port },
		egress: list,
	}),
	serviceMonitor: closed({ enabled: flag, interval: text, labels: map }),
	podDisruptionBudget: closed({
		enabled: flag,
		maxUnavailable: { type: ["integer", "string"] },
	}),
	// Values that a chart around this one shares with it.
	global: map,
};

export function renderHelmValuesSchema(): string {
	const { $schema, $defs, title: _, ...config } = configJsonSchema();
	const schema = {
		$schema,
		title: "values of the salesforce-otlp chart",
		...closed({ ...CHART_VALUES, config }),
		$defs,
	};
	return `${JSON.stringify(schema, null, "\t")}\n`;
}
