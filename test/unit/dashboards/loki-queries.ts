// Every query for Loki that is shipped: of Grafana's dashboards, and of the rules.

import { readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";

const ROOT = new URL("../../../", import.meta.url);

const textsIn = (folder: string) =>
	readdirSync(new URL(folder, ROOT)).map((name) =>
		readFileSync(new URL(`${folder}/${name}`, ROOT), "utf8"),
	);

export interface LokiTarget {
	readonly title: string;
	readonly refId: string;
	readonly expr: string;
}

interface Panel {
	readonly title: string;
	readonly targets: readonly (Omit<LokiTarget, "title"> & {
		readonly datasource: { readonly type: string };
	})[];
}

export function lokiTargets(): readonly LokiTarget[] {
	const panels: readonly Panel[] = textsIn("dashboards/grafana").flatMap(
		(text) => JSON.parse(text).panels,
	);
	return panels.flatMap(({ title, targets }) =>
		targets
			.filter(({ datasource }) => datasource.type === "loki")
			.map(({ refId, expr }) => ({ title, refId, expr })),
	);
}

export interface LokiRule {
	readonly alert: string;
	readonly expr: string;
	readonly annotations: Readonly<Record<"summary" | "description", string>>;
}

export function lokiRules(): readonly LokiRule[] {
	return textsIn("alerts/loki").flatMap((text) =>
		parse(text).groups.flatMap(({ rules }: { rules: LokiRule[] }) => rules),
	);
}
