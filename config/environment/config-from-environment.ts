// A configuration without a file: the variables make the same tree as a file
// would, and it is validated by the same schema. Errors name the variable.

import { ConfigError, type Problem } from "../config-error.ts";
import type { LoadedConfig } from "../load.ts";
import { streamsSchema } from "../schema/streams.ts";
import { childOf } from "../schema/walk.ts";
import type {
	ConfigNode,
	MapEntry,
	MapNode,
	Position,
	ScalarNode,
} from "../source/node.ts";
import { validate } from "../validation/validate.ts";
import { chooseFlow, loginSchema, loginVariables } from "./login-variables.ts";
import { parsePairs } from "./pairs.ts";
import {
	AUTH,
	DEFAULT_ENDPOINTS,
	DEFAULT_STREAMS,
	EXPORTER,
	EXPORTERS,
	endpointVariables,
	everyStreamVariables,
	otlpVariables,
	PLAIN_STREAMS,
	resourceVariables,
	STREAMS,
	salesforceVariables,
	streamsVariable,
} from "./variables.ts";

const AT: Position = { file: "environment", line: 0, column: 0 };

/** As YAML would read it; a key that wants a string takes the text. */
const scalar = (text: string, from?: string): ScalarNode => ({
	kind: "scalar",
	at: AT,
	value: text === "true" || text === "false" ? text === "true" : text,
	text,
	from,
});

const list = (...items: string[]): ConfigNode => ({
	kind: "list",
	at: AT,
	items: items.map((item) => scalar(item)),
});

/** Throws ConfigError; its problems have the name of the variable as their path. */
export function configFromEnvironment(env: NodeJS.ProcessEnv): LoadedConfig {
	const reader = new EnvironmentReader(env);
	reader.read();
	const validated = validate(reader.root(), env);
	const problems = [...reader.problems, ...reader.renamed(validated.problems)];
	if (validated.config === undefined || problems.length > 0) {
		throw new ConfigError(problems);
	}
	return { config: validated.config, warnings: validated.warnings };
}

class EnvironmentReader {
	readonly problems: Problem[] = [];
	readonly #env: NodeJS.ProcessEnv;
	readonly #values: [path: readonly string[], node: ConfigNode][] = [];
	/** From the path of a key to the variable that sets it. */
	readonly #names = new Map<string, string>();
	/** Paths whose problems are reported here, in the words of variables. */
	readonly #covered = new Set<string>();
	readonly #exporter: "otlp_http" | "otlp_grpc";

	constructor(env: NodeJS.ProcessEnv) {
		this.#env = env;
		this.#exporter =
			this.#otlp("PROTOCOL")?.value === "grpc" ? "otlp_grpc" : "otlp_http";
	}

	read(): void {
		this.#set(["exporters", this.#exporter], {
			kind: "map",
			at: AT,
			entries: new Map(),
		});
		this.#set(
			["service", "pipelines", "logs", "receivers"],
			list("salesforce"),
		);
		this.#set(
			["service", "pipelines", "logs", "exporters"],
			list(this.#exporter),
		);
		this.#readSalesforce();
		this.#readStreams();
		this.#readOtlp();
		this.#readResource();
	}

	root(): MapNode {
		return this.#values.reduce<MapNode>(
			(root, [path, node]) => insert(root, path, node),
			{ kind: "map", at: AT, entries: new Map() },
		);
	}

	/** The problems of the schema, under the names of the variables. */
	renamed(problems: readonly Problem[]): Problem[] {
		const told = new Set<string>();
		return problems.flatMap((problem) => {
			const variable = this.#names.get(problem.path);
			if (this.#covered.has(problem.path)) return [];
			if (variable === undefined) return [problem];
			const missing = problem.message.startsWith("required,");
			const message = missing
				? "is required and not set"
				: this.#inVariables(problem);
			// A variable that sets a key of several streams is wrong for each of them.
			const mistake = `${variable} ${message}`;
			if (told.has(mistake)) return [];
			told.add(mistake);
			return [
				{
					...problem,
					path: variable,
					message,
					// It would name the variable a second time.
					found: problem.found?.replace(` from ${variable}`, ""),
				},
			];
		});
	}

	/** A message that names keys, with the variables that set them. */
	#inVariables({ path, message }: Problem): string {
		const map = path.slice(0, path.lastIndexOf("."));
		return message.replace(
			/`(\w+)`/g,
			(quoted, key) =>
				this.#names.get(`${path}.${key}`) ??
				this.#names.get(`${map}.${key}`) ??
				quoted,
		);
	}

	#readSalesforce(): void {
		for (const { name, path } of salesforceVariables) {
			const value = this.#value(name);
			if (value !== undefined) this.#set(path, scalar(value, name), name);
			// What the schema misses is missed under this name.
			else this.#names.set(path.join("."), name);
		}
		if (this.#value("SALESFORCE_STATE_DIRECTORY") !== undefined) {
			this.#set(["service", "extensions"], list("file_storage"));
		}
		this.#readLogin();
	}

	#readLogin(): void {
		const { flow, sign, problems } = chooseFlow((name) => this.#value(name));
		for (const { name, message } of problems) this.#report(name, message);
		const path = [...AUTH, flow];
		this.#set(path, { kind: "map", at: AT, entries: new Map() }, sign);
		// A missing key is told by chooseFlow.
		if (problems.length > 0) this.#covered.add(path.join("."));
		for (const { name, key } of loginVariables) {
			if (childOf(loginSchema(flow), key) === undefined) continue;
			const value = this.#value(name);
			const here = [...path, key];
			if (value !== undefined) this.#set(here, scalar(value, name), name);
			else this.#names.set(here.join("."), name);
		}
	}

	#readStreams(): void {
		for (const stream of this.#streams()) {
			const path = [...STREAMS, stream];
			this.#set(path, { kind: "map", at: AT, entries: new Map() });
			for (const variable of everyStreamVariables) {
				const key = variable.path.at(-1) as string;
				const value = this.#value(variable.name);
				if (value === undefined || !hasKey(stream, key)) continue;
				this.#set([...path, key], scalar(value, variable.name), variable.name);
			}
		}
	}

	#streams(): readonly string[] {
		const { name } = streamsVariable;
		const value = this.#value(name);
		if (value === undefined) return DEFAULT_STREAMS;
		const streams = value
			.split(",")
			.map((stream) => stream.trim())
			.filter((stream) => stream !== "");
		const known: readonly string[] = PLAIN_STREAMS;
		const unknown = streams.filter((stream) => !known.includes(stream));
		if (unknown.length === 0 && streams.length > 0) return streams;
		const found = unknown.map((stream) => JSON.stringify(stream)).join(", ");
		this.#report(
			name,
			`expected some of ${known.join(", ")}, separated by commas, found ${found || JSON.stringify(value)}`,
		);
		return DEFAULT_STREAMS;
	}

	#readOtlp(): void {
		this.#readEndpoint();
		for (const { name: suffix, path: httpPath } of otlpVariables) {
			const found = this.#otlp(suffix);
			if (found === undefined) continue;
			const { name, value } = found;
			const path = this.#ofExporter(httpPath);
			if (suffix === "HEADERS") this.#setPairs(path, value, name);
			else if (suffix === "TIMEOUT") this.#setTimeout(path, value, name);
			else if (suffix === "PROTOCOL") this.#setProtocol(path, value, name);
			else this.#set(path, scalar(value, name), name);
			// "Both or neither" is said of the map.
			if (suffix.startsWith("CLIENT_")) {
				this.#names.set(path.slice(0, -1).join("."), name);
			}
		}
	}

	#readEndpoint(): void {
		const set = endpointVariables.flatMap(({ name, path }) => {
			const value = this.#value(name);
			return value === undefined ? [] : [{ name, path, value }];
		});
		const endpoint = [...EXPORTERS, this.#exporter, "endpoint"];
		if (set.length === 0) {
			this.#set(endpoint, scalar(DEFAULT_ENDPOINTS[this.#exporter]));
		} else if (this.#exporter === "otlp_http") {
			for (const { name, path, value } of set) {
				this.#set(path, scalar(value, name), name);
			}
		} else {
			// There is one key for both, and the last of them wins.
			const { name, value } = set.at(-1) as (typeof set)[0];
			this.#set(endpoint, scalar(value, name), name);
		}
	}

	/** The variable of that name that counts, the one for logs before the one for all. */
	#otlp(suffix: string): { name: string; value: string } | undefined {
		for (const prefix of ["OTEL_EXPORTER_OTLP_LOGS_", "OTEL_EXPORTER_OTLP_"]) {
			const name = `${prefix}${suffix}`;
			const value = this.#value(name);
			if (value !== undefined) return { name, value };
		}
		return undefined;
	}

	/** A key of `otlp_http`, as that of the exporter that is meant. */
	#ofExporter(path: readonly string[]): readonly string[] {
		return [...EXPORTERS, this.#exporter, ...path.slice(EXPORTER.length)];
	}

	#readResource(): void {
		for (const { name, path } of resourceVariables) {
			const value = this.#value(name);
			if (value === undefined) continue;
			if (name === "OTEL_SERVICE_NAME") {
				this.#set(path, scalar(value, name), name);
			} else this.#setPairs(path, value, name);
		}
	}

	#setPairs(path: readonly string[], value: string, name: string): void {
		const pairs = parsePairs(value);
		if (pairs === undefined) {
			this.#report(
				name,
				"expected key=value pairs separated by commas, values percent-encoded",
			);
			return;
		}
		this.#names.set(path.join("."), name);
		for (const [key, text] of pairs) {
			this.#set([...path, key], scalar(text, name), name);
		}
	}

	#setTimeout(path: readonly string[], value: string, name: string): void {
		if (/^\d+$/.test(value)) {
			this.#set(path, scalar(`${value}ms`, name), name);
		} else {
			this.#report(
				name,
				`expected a number of milliseconds, found ${JSON.stringify(value)}`,
			);
		}
	}

	#setProtocol(path: readonly string[], value: string, name: string): void {
		if (value === "http/protobuf") this.#set(path, scalar("proto"));
		else if (value === "http/json") this.#set(path, scalar("json"));
		else if (value !== "grpc") {
			this.#report(
				name,
				`expected http/protobuf, http/json or grpc, found ${JSON.stringify(value)}`,
			);
		}
	}

	#set(path: readonly string[], node: ConfigNode, variable?: string): void {
		this.#values.push([path, node]);
		if (variable !== undefined) this.#names.set(path.join("."), variable);
	}

	/** A blank variable counts as absent. */
	#value(name: string): string | undefined {
		const value = this.#env[name];
		return value === undefined || value.trim() === "" ? undefined : value;
	}

	#report(variable: string, message: string): void {
		this.problems.push({ ...AT, path: variable, message });
	}
}

/** Whether a stream has a setting of that name. */
function hasKey(stream: string, key: string): boolean {
	const settings = childOf(streamsSchema, stream);
	return settings !== undefined && childOf(settings, key) !== undefined;
}

function insert(
	map: MapNode,
	[key, ...rest]: readonly string[],
	node: ConfigNode,
): MapNode {
	const entries = new Map<string, MapEntry>(map.entries);
	const inner = entries.get(key as string)?.node;
	const child: MapNode =
		inner?.kind === "map" ? inner : { kind: "map", at: AT, entries: new Map() };
	entries.set(key as string, {
		at: AT,
		node: rest.length > 0 ? insert(child, rest, node) : node,
	});
	return { ...map, entries };
}
