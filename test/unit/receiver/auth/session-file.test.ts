import {
	chmodSync,
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { Secret } from "../../../../pipeline/secret.ts";
import {
	createSessionFile,
	forgetSession,
} from "../../../../receiver/auth/session-file.ts";
import { recordTelemetry, token } from "../api/loopback.ts";

function setUp(receiver = "salesforce/emea") {
	const directory = mkdtempSync(join(tmpdir(), "state-"));
	onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
	const telemetry = recordTelemetry();
	const open = (identity = "login", id = receiver) =>
		createSessionFile({
			directory,
			receiver: id,
			identity,
			logger: telemetry.logger,
		});
	const path = () => join(directory, readdirSync(directory)[0] ?? "none");
	return { directory, telemetry, open, path };
}

test("a session is read as it was written, by whoever opens it next", () => {
	const { open } = setUp();
	expect(open().read()).toBeUndefined();
	open().write(token("a"));
	const kept = open().read();
	expect(kept).toMatchObject({
		organizationId: "00Dxx0000001gPLEAY",
		instanceUrl: "https://acme.my.salesforce.com",
	});
	expect(kept?.value.reveal()).toBe("a");
	expect(kept?.rotated).toBeUndefined();

	const rotated = { refreshToken: new Secret("next"), replaces: "first" };
	open().write({ ...token("b"), rotated });
	const again = open().read();
	expect(again?.value.reveal()).toBe("b");
	expect(again?.rotated?.refreshToken.reveal()).toBe("next");
	expect(again?.rotated?.replaces).toBe("first");
});

test("its file is the owner's alone, whatever the umask", () => {
	const { directory, open, path } = setUp();
	const before = process.umask(0);
	onTestFinished(() => void process.umask(before));
	open().write(token("a"));
	open().write(token("b"));
	expect(readdirSync(directory)).toHaveLength(1);
	expect((statSync(path()).mode & 0o777).toString(8)).toBe("600");
	process.umask(0o777);
	open().write(token("c"));
	expect((statSync(path()).mode & 0o777).toString(8)).toBe("600");
});

test("receivers have files of their own", () => {
	const { open } = setUp();
	open("login", "salesforce").write(token("a"));
	open("login", "salesforce/../x").write(token("b"));
	expect(open("login", "salesforce").read()?.value.reveal()).toBe("a");
	expect(open("login", "salesforce/../x").read()?.value.reveal()).toBe("b");
});

test("another login's session is not used", () => {
	const { open } = setUp();
	open("app A").write(token("a"));
	expect(open("app B").read()).toBeUndefined();
});

test("one that others could read is not used, and removed", () => {
	const { open, path, directory, telemetry } = setUp();
	open().write(token("a"));
	chmodSync(path(), 0o640);
	expect(open().read()).toBeUndefined();
	expect(readdirSync(directory)).toEqual([]);
	expect(telemetry.lines).toMatchObject([
		{ level: "warn", fields: { mode: "640" } },
	]);
});

describe("trouble costs a login, nothing else", () => {
	test.each([
		"",
		"{",
		"null",
		"[]",
		'{"access_token":"hunter2"}',
		'{"access_token":7}',
		"\0\0\0\0",
	])("a file that holds %j", (text) => {
		const { open, path, telemetry } = setUp();
		open().write(token("a"));
		writeFileSync(path(), text);
		expect(open().read()).toBeUndefined();
		expect(telemetry.lines).toMatchObject([{ level: "warn" }]);
		expect(JSON.stringify(telemetry.lines)).not.toContain("hunter2");
		open().write(token("b"));
		expect(open().read()?.value.reveal()).toBe("b");
	});

	test("a directory that is gone", () => {
		const { open, directory, telemetry } = setUp();
		rmSync(directory, { recursive: true });
		open().write(token("hunter2"));
		expect(open().read()).toBeUndefined();
		expect(telemetry.lines).toMatchObject([{ level: "warn" }]);
		expect(JSON.stringify(telemetry.lines)).not.toContain("hunter2");
	});

	test("half a file of a kill in the middle of writing", () => {
		const { open, path } = setUp();
		open().write(token("a"));
		writeFileSync(`${path()}.new`, "half", { mode: 0o644 });
		expect(open().read()?.value.reveal()).toBe("a");
		open().write(token("b"));
		expect(open().read()?.value.reveal()).toBe("b");
		expect(existsSync(`${path()}.new`)).toBe(false);
	});
});

test("what nobody wants any more is forgotten", () => {
	const { open, directory } = setUp();
	open().write(token("a"));
	forgetSession(directory, "salesforce");
	expect(
		readFileSync(join(directory, readdirSync(directory)[0] ?? "")),
	).toBeDefined();
	forgetSession(directory, "salesforce/emea");
	forgetSession(directory, "salesforce/emea");
	expect(readdirSync(directory)).toEqual([]);
});
