// Every query for Loki is one that Grafana's grammar of LogQL takes. No Loki reads it.

import { describe, expect, test } from "vitest";
import {
	faultsOfLogql,
	filledInLogql,
	logqlTree,
	within,
} from "./logql-tree.ts";
import { lokiRules, lokiTargets } from "./loki-queries.ts";

const queries = [
	...lokiTargets().map(({ title, refId, expr }) => ({
		name: `${title}, ${refId}`,
		query: filledInLogql(expr),
	})),
	...lokiRules().map(({ alert, expr }) => ({ name: alert, query: expr })),
];

test("there are queries of dashboards and of rules", () => {
	expect(lokiTargets().length).toBeGreaterThan(50);
	expect(lokiRules().length).toBeGreaterThan(5);
});

test.for(queries)("$name: the grammar takes it", ({ query }) => {
	expect(faultsOfLogql(query)).toEqual([]);
});

test.for(queries)(
	"$name: chooses streams by the one label that they have by default",
	({ query }) => {
		const labels = within(logqlTree(query), "Selector").map((selector) =>
			within(selector, "Identifier").map(({ from, to }) =>
				query.slice(from, to),
			),
		);
		expect(labels.length).toBeGreaterThan(0);
		for (const each of labels) expect(each).toEqual(["service_name"]);
	},
);

describe("the grammar does not take", () => {
	test.for([
		["a count over no time", 'sum(count_over_time({a="b"}))'],
		["a filter without a value", '{a="b"} | c='],
		["a value without quotes", '{a="b"} | c=d'],
		["an unknown function", 'sum(count_over_tme({a="b"} [5m]))'],
		["a comparison with nothing", 'sum(count_over_time({a="b"} [5m])) >='],
		["a variable that nothing fills", '{a="b"} | c="d" [$__rnage]'],
	])("%s", ([, query = ""]) => {
		expect(faultsOfLogql(query)).not.toEqual([]);
	});

	test.for(queries)("$name, without its last bracket or quote", ({ query }) => {
		const broken = query.replace(/[)"](?=[^)"]*$)/, "");
		expect(faultsOfLogql(broken)).not.toEqual([]);
	});
});
