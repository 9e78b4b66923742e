import { expect, test } from "vitest";
import type { StreamsConfig } from "../../../config/schema/streams.ts";
import { streamsSchema } from "../../../config/schema/streams.ts";
import { planStreams, streamsOnly } from "../../../receiver/plan-streams.ts";

const plan = (streams: Record<string, unknown>) =>
	planStreams(streamsSchema.parse(streams) as StreamsConfig);

test("streams of files with one interval and one schedule are one source", () => {
	const plans = plan({
		login: {},
		logout: { settle: "5m" },
		apex: { event_types: ["ApexSoap"], poll_interval: "30m" },
		event_log_files: { event_types: ["API"], log_file_interval: "daily" },
	});
	expect(
		plans.map(({ name, pollIntervalMs }) => [name, pollIntervalMs / 60_000]),
	).toEqual([
		["login,logout", 15],
		["apex", 30],
		["event_log_files", 15],
	]);
	expect(plans[0]).toMatchObject({
		interval: "hourly",
		members: [
			{ stream: "login", eventTypes: ["Login"] },
			{
				stream: "logout",
				eventTypes: ["Logout"],
				schedule: { settle: 300_000 },
			},
		],
	});
});

test("every object is a source of its own", () => {
	const plans = plan({
		login: { source: "object" },
		logout: { source: "object" },
		setup_audit_trail: {},
		event_objects: { objects: ["ApiEvent", "UriEvent"] },
	});
	expect(plans.map(({ kind, name }) => [kind, name])).toEqual([
		["event_object", "login"],
		["event_object", "logout"],
		["audit_object", "setup_audit_trail"],
		["event_object", "event_objects/ApiEvent"],
		["event_object", "event_objects/UriEvent"],
	]);
	expect(plans[0]).toMatchObject({ object: "LoginEvent" });
	const [history] = plan({ login: { source: "login_history" } });
	expect(history).toMatchObject({
		kind: "audit_object",
		object: "LoginHistory",
	});
});

test('"*" leaves out what is excluded and what other streams read, from wherever', () => {
	const [files] = plan({
		login: { source: "object" },
		logout: {},
		apex: { event_types: ["ApexSoap"] },
		setup_audit_trail: {},
		event_log_files: { event_types: ["*", "API", "URI"], exclude: ["URI"] },
	});
	if (files?.kind !== "event_log_file") throw new Error(files?.kind);
	const rest = files.members.at(-1);
	expect(rest).toMatchObject({
		eventTypes: ["API"],
		others: {
			except: expect.arrayContaining(["URI", "Login", "Logout", "ApexSoap"]),
		},
	});
	expect(rest?.others?.except).not.toContain("API");
});

test("some streams alone keep what the others have settled", () => {
	const plans = plan({
		login: {},
		apex: { event_types: ["ApexSoap"] },
		event_log_files: { event_types: ["*"], exclude: ["URI"] },
		event_objects: { objects: ["ApiEvent", "ReportEvent"] },
		setup_audit_trail: {},
	});
	expect(streamsOnly(plans, undefined)).toEqual(plans);
	const [files, ...objects] = streamsOnly(plans, [
		"event_log_files",
		"event_objects",
	]);
	expect(files).toMatchObject({
		name: "event_log_files",
		members: [
			{
				others: {
					except: expect.arrayContaining(["URI", "Login", "ApexSoap"]),
				},
			},
		],
	});
	expect(objects.map(({ name }) => name)).toEqual([
		"event_objects/ApiEvent",
		"event_objects/ReportEvent",
	]);
	expect(streamsOnly(plans, ["logout"])).toEqual([]);
});
