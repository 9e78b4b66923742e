// Kibana's saved objects, as its import takes them: one JSON object a line. The
// versions are those of 8.9: that one and everything newer brings them up to date.

export interface Reference {
	readonly id: string;
	readonly name: string;
	readonly type: string;
}

export interface SavedObject {
	readonly id: string;
	readonly type: "dashboard" | "index-pattern" | "lens" | "search";
	readonly attributes: Readonly<Record<string, unknown>>;
	readonly references: readonly Reference[];
}

const VERSIONS = {
	dashboard: "8.9.0",
	"index-pattern": "8.0.0",
	lens: "8.9.0",
	search: "8.0.0",
} as const;

export const ndjsonOf = (objects: readonly SavedObject[]): string =>
	objects
		.map((object) =>
			JSON.stringify({
				...object,
				coreMigrationVersion: "8.8.0",
				typeMigrationVersion: VERSIONS[object.type],
			}),
		)
		.map((line) => `${line}\n`)
		.join("");
