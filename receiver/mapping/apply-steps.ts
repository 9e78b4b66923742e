// What a step does to a row. The only place that turns a cell into an attribute.
//
// A whole number beyond 2^53 can't be a number attribute: a double would change
// it, and a string under the same key would break backends that fixed the key's
// type. Its digits go to `salesforce.<event>.<column>_digits` instead, so the
// value is exact, nothing is lost, and no key ever changes its type.

import { to18 } from "../salesforce-id.ts";
import type { CellProblems } from "./cell-problems.ts";
import type { Step } from "./compile-steps.ts";
import { memoize } from "./memoize.ts";
import {
	parseInteger,
	parseMilliseconds,
	parseNanoseconds,
	parseNumber,
} from "./numbers.ts";
import {
	hostOf,
	isAddress,
	isDigits,
	nameAndVersion,
	percentDecode,
	tlsProtocol,
} from "./texts.ts";
import { queryWithoutSecrets, urlWithoutSecrets } from "./url-secrets.ts";

export type RecordAttributes = Record<
	string,
	string | number | boolean | string[]
>;

/** The id of nothing, in either of its lengths. */
const NULL_ID = "000000000000000";

/** What Salesforce writes for a browser that it doesn't know. */
const UNKNOWN_BROWSER = "Unknown";

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
	["1", true],
	["0", false],
	["true", true],
	["false", false],
	["True", true],
	["False", false],
	["TRUE", true],
	["FALSE", false],
]);

const decodedAgent = memoize(percentDecode);
const hostOfUrl = memoize(hostOf);
const browser = memoize(nameAndVersion);
const tls = memoize((text) => tlsProtocol(text) ?? { name: "", version: "" });

export function applySteps(
	steps: readonly Step[],
	cells: readonly string[],
	attributes: RecordAttributes,
	problems: CellProblems,
): void {
	for (let n = 0; n < steps.length; n++) {
		const step = steps[n] as Step;
		let cell = cells[step.index];
		if (cell === undefined || cell === "") {
			if (!step.more) continue;
			cell = firstFilled(step.indexes, cells);
			if (cell === "") continue;
		}
		if (step.drop?.includes(cell)) continue;
		switch (step.as) {
			case "string":
			case "request_id":
				attributes[step.first] = cell;
				break;
			case "code":
				attributes[step.first] = step.codes?.get(cell) ?? cell;
				break;
			case "lookup": {
				const found = step.codes?.get(cell);
				if (found !== undefined) attributes[step.first] = found;
				break;
			}
			case "milliseconds":
				setNumber(step, cell, parseMilliseconds(cell), attributes, problems);
				break;
			case "nanoseconds_to_milliseconds":
				setNumber(step, cell, parseNanoseconds(cell), attributes, problems);
				break;
			case "integer":
				setNumber(step, cell, parseInteger(cell), attributes, problems);
				break;
			case "number":
				setNumber(step, cell, parseNumber(cell), attributes, problems);
				break;
			case "id18":
				if (!cell.startsWith(NULL_ID)) attributes[step.first] = to18(cell);
				break;
			case "version":
				attributes[step.first] = isDigits(cell) ? `${cell}.0` : cell;
				break;
			case "boolean":
				setBoolean(step, cell, attributes, problems);
				break;
			case "header":
				attributes[step.first] = [
					cell.includes("://") ? urlWithoutSecrets(cell) : cell,
				];
				break;
			case "url":
				attributes[step.first] = urlWithoutSecrets(cell);
				break;
			case "list":
				setList(step, cell, attributes);
				break;
			case "joined":
				attributes[step.first] = step.indexes
					.map((index) => cells[index] ?? "")
					.filter((part) => part !== "")
					.join(step.text);
				break;
			case "match": {
				const found = step.pattern?.exec(cell)?.[1];
				if (found !== undefined) attributes[step.first] = found;
				break;
			}
			case "flag":
				if (BOOLEANS.get(cell) === true) attributes[step.first] = step.text;
				break;
			case "names":
				setNames(step, cell, attributes);
				break;
			case "address":
				setAddress(step, cells, attributes);
				break;
			case "user_agent":
				setUserAgent(step, cells, attributes);
				break;
			case "uri":
				setUri(step, cell, attributes);
				break;
			case "url_host":
				setUrlHost(step, cell, attributes);
				break;
			case "tls_protocol":
				setTlsProtocol(step, cell, attributes);
				break;
			default:
				step.as satisfies never;
		}
	}
}

/** Empty when none is filled. */
export function firstFilled(
	indexes: readonly number[],
	cells: readonly string[],
): string {
	for (const index of indexes) {
		const cell = cells[index];
		if (cell !== undefined && cell !== "") return cell;
	}
	return "";
}

function setNumber(
	step: Step,
	cell: string,
	value: number,
	attributes: RecordAttributes,
	problems: CellProblems,
): void {
	if (Number.isNaN(value))
		problems.add(step.names[0] as string, "not_a_number");
	else if (!Number.isFinite(value)) attributes[step.digits] = cell;
	else {
		attributes[step.first] = value;
		if (step.also !== undefined) attributes[step.also] = value;
	}
}

function setBoolean(
	step: Step,
	cell: string,
	attributes: RecordAttributes,
	problems: CellProblems,
): void {
	const value = step.words?.get(cell) ?? BOOLEANS.get(cell);
	if (value === undefined)
		problems.add(step.names[0] as string, "not_a_boolean");
	else attributes[step.first] = value;
}

function setAddress(
	step: Step,
	cells: readonly string[],
	attributes: RecordAttributes,
): void {
	let address = "";
	for (const index of step.indexes) {
		const cell = cells[index];
		if (cell === undefined || cell === "") continue;
		if (!isAddress(cell)) attributes[step.third] ??= cell;
		else if (address === "") {
			address = cell;
			attributes[step.first] = cell;
		} else if (cell !== address) attributes[step.second] ??= cell;
	}
}

/** A user-agent string names a product with its version, so it has a slash; a short name has none. */
function setUserAgent(
	step: Step,
	cells: readonly string[],
	attributes: RecordAttributes,
): void {
	for (const index of step.indexes) {
		const cell = cells[index];
		if (cell === undefined || cell === "") continue;
		if (isDigits(cell)) {
			attributes[step.third] ??= cell;
			const name = step.codes?.get(cell.slice(0, 3));
			if (name !== undefined) attributes[step.second] ??= name;
			continue;
		}
		const agent = cell.includes("%") ? decodedAgent(cell) : cell;
		if (agent.includes("/")) {
			attributes[step.first] ??= agent;
			continue;
		}
		const { name, version } = browser(agent);
		if (name === UNKNOWN_BROWSER) continue;
		attributes[step.second] ??= name;
		if (version !== "") attributes[step.fourth] ??= version;
	}
}

function setUri(step: Step, cell: string, attributes: RecordAttributes): void {
	if (cell.charCodeAt(0) !== 0x2f /* slash */) {
		attributes[step.third] = urlWithoutSecrets(cell);
		return;
	}
	const mark = cell.indexOf("?");
	const path = mark === -1 ? cell : cell.slice(0, mark);
	// The only secret that is found in a path stands behind a semicolon.
	attributes[step.first] = path.includes(";") ? urlWithoutSecrets(path) : path;
	if (mark !== -1 && mark < cell.length - 1)
		attributes[step.second] = queryWithoutSecrets(cell.slice(mark + 1));
}

function setList(step: Step, cell: string, attributes: RecordAttributes): void {
	const parts = partsOf(cell, step.text);
	if (parts.length > 0) attributes[step.first] = parts;
}

function setNames(
	step: Step,
	cell: string,
	attributes: RecordAttributes,
): void {
	if (!cell.includes(",")) {
		attributes[step.first] = cell;
		return;
	}
	const names = partsOf(cell, ",");
	if (names.length > 1) attributes[step.second] = names;
	else if (names[0] !== undefined) attributes[step.first] = names[0];
}

function partsOf(cell: string, separator: string): string[] {
	return cell
		.split(separator)
		.map((part) => part.trim())
		.filter((part) => part !== "");
}

function setUrlHost(
	step: Step,
	cell: string,
	attributes: RecordAttributes,
): void {
	attributes[step.first] = urlWithoutSecrets(cell);
	const host = hostOfUrl(cell);
	if (host !== "") attributes[step.second] = host;
}

function setTlsProtocol(
	step: Step,
	cell: string,
	attributes: RecordAttributes,
): void {
	const protocol = tls(cell);
	if (protocol.version === "") {
		attributes[step.third] = cell;
		return;
	}
	attributes[step.first] = protocol.name;
	attributes[step.second] = protocol.version;
}
