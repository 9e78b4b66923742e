import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Clock } from "../../../../pipeline/clock.ts";
import { SalesforceError } from "../../../../receiver/api/salesforce-error.ts";
import { createTokenSource } from "../../../../receiver/auth/create-token-source.ts";
import { createLoginBackOff } from "../../../../receiver/auth/login-back-off.ts";
import type { AccessToken } from "../../../../receiver/auth/token-source.ts";
import {
	neverAborted,
	recordTelemetry,
	rejection,
	token,
} from "../api/loopback.ts";

/** Logins that the test lets end one by one. */
function controlledLogin() {
	const started: (PromiseWithResolvers<AccessToken> & {
		signal: AbortSignal;
	})[] = [];
	const login = (signal: AbortSignal) => {
		const pending = Promise.withResolvers<AccessToken>();
		signal.addEventListener("abort", () => pending.reject(signal.reason));
		started.push({ ...pending, signal });
		return pending.promise;
	};
	return { login, started };
}

function manualClock(): Clock & { advance(ms: number): void } {
	let now = 1_000_000;
	return {
		now: () => now,
		sleep: () => Promise.reject(new Error("nobody sleeps here")),
		advance: (ms) => {
			now += ms;
		},
	};
}

describe("one login for all", () => {
	test("concurrent callers share it, later ones get its token", async () => {
		const { login, started } = controlledLogin();
		const telemetry = recordTelemetry();
		const tokens = createTokenSource(login, telemetry);
		const waiting = Array.from({ length: 5 }, () => tokens.get(neverAborted));
		await Promise.resolve();
		expect(started).toHaveLength(1);
		started[0]?.resolve(token("a"));
		expect(new Set(await Promise.all(waiting)).size).toBe(1);
		expect((await tokens.get(neverAborted)).value.reveal()).toBe("a");
		expect(telemetry.total("salesforce_client_logins")).toBe(1);
		expect(
			telemetry.total("salesforce_client_requests", {
				kind: "login",
				outcome: "2xx",
			}),
		).toBe(1);
	});

	test("renewing once serves all who hold the dead token", async () => {
		const { login, started } = controlledLogin();
		const tokens = createTokenSource(login, recordTelemetry());
		const first = tokens.get(neverAborted);
		await Promise.resolve();
		started[0]?.resolve(token("a"));
		const dead = await first;

		const early = [tokens.renew(dead, neverAborted), tokens.get(neverAborted)];
		await Promise.resolve();
		started[1]?.resolve(token("b"));
		const late = tokens.renew(dead, neverAborted);
		for (const each of [...early, late]) {
			expect((await each).value.reveal()).toBe("b");
		}
		// Long after, somebody still comes with the first one.
		expect((await tokens.renew(dead, neverAborted)).value.reveal()).toBe("b");
		expect(started).toHaveLength(2);
	});

	test("a login that gives the same session again counts as new", async () => {
		let logins = 0;
		const tokens = createTokenSource(async () => {
			logins++;
			return token("same");
		}, recordTelemetry());
		const first = await tokens.get(neverAborted);
		const second = await tokens.renew(first, neverAborted);
		expect(await tokens.renew(first, neverAborted)).toBe(second);
		expect(logins).toBe(2);
	});
});

describe("callers that leave", () => {
	test("do not take the login from the others", async () => {
		const { login, started } = controlledLogin();
		const tokens = createTokenSource(login, recordTelemetry());
		const stop = new AbortController();
		const leaves = rejection(tokens.get(stop.signal));
		const stays = tokens.get(neverAborted);
		await Promise.resolve();
		stop.abort(new Error("gone"));
		expect(await leaves).toMatchObject({ message: "gone" });
		expect(started[0]?.signal.aborted).toBe(false);
		started[0]?.resolve(token("a"));
		expect((await stays).value.reveal()).toBe("a");
	});

	test("end it when they were the last, and it is no failure", async () => {
		const { login, started } = controlledLogin();
		const telemetry = recordTelemetry();
		const tokens = createTokenSource(login, telemetry);
		const stop = new AbortController();
		const leaves = rejection(tokens.get(stop.signal));
		await Promise.resolve();
		stop.abort(new Error("gone"));
		await leaves;
		expect(started[0]?.signal.aborted).toBe(true);
		expect(telemetry.total("salesforce_client_login_failures")).toBe(0);

		const next = tokens.get(neverAborted);
		await Promise.resolve();
		started[1]?.resolve(token("b"));
		expect((await next).value.reveal()).toBe("b");
	});

	test("before they came start nothing", async () => {
		const { login, started } = controlledLogin();
		const tokens = createTokenSource(login, recordTelemetry());
		const gone = AbortSignal.abort(new Error("gone"));
		expect(await rejection(tokens.get(gone))).toMatchObject({
			message: "gone",
		});
		expect(started).toHaveLength(0);
	});
});

describe("logins that fail", () => {
	const refused = () =>
		new SalesforceError("user_not_approved", { status: 400 });

	test("for a lasting reason wait 1, 2, 4, 8, 12 and 12 minutes at least", async () => {
		const clock = manualClock();
		const telemetry = recordTelemetry();
		let logins = 0;
		const tokens = createTokenSource(
			async () => {
				logins++;
				throw refused();
			},
			telemetry,
			{ clock, random: () => 0 },
		);
		let expected = 0;
		for (const minutes of [1, 2, 4, 8, 12, 12]) {
			const error = await rejection(tokens.get(neverAborted));
			expect(logins).toBe(++expected);
			clock.advance(minutes * 60_000 - 1);
			expect(await rejection(tokens.get(neverAborted))).toBe(error);
			expect(logins).toBe(expected);
			clock.advance(1);
		}
		expect(
			telemetry.total("salesforce_client_login_failures", {
				code: "user_not_approved",
			}),
		).toBe(6);
		const line = telemetry.lines.find((each) => each.level === "error");
		expect(line?.fields?.cure).toContain("Permitted Users");
	});

	test("for 1 to 15 minutes, whatever chance says", () => {
		fc.assert(
			fc.property(
				fc.array(
					fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
					{
						minLength: 1,
						maxLength: 20,
					},
				),
				(chances) => {
					const clock = manualClock();
					const chance = chances[Symbol.iterator]();
					const backOff = createLoginBackOff(
						clock,
						() => chance.next().value ?? 0,
					);
					let longest = 0;
					for (const _ of chances) {
						const wait = backOff.failed(refused()) - clock.now();
						expect(wait).toBeGreaterThanOrEqual(60_000);
						expect(wait).toBeLessThanOrEqual(900_000);
						expect(wait).toBeGreaterThanOrEqual(0.8 * longest);
						longest = Math.max(longest, wait);
						clock.advance(wait);
					}
				},
			),
		);
	});

	test("a file with credentials that changed ends the wait", async () => {
		const clock = manualClock();
		const directory = mkdtempSync(join(tmpdir(), "credentials-"));
		onTestFinished(() => rmSync(directory, { recursive: true }));
		const file = join(directory, "secret");
		let logins = 0;
		const tokens = createTokenSource(
			async () => {
				if (++logins < 3) throw refused();
				return token("a");
			},
			recordTelemetry(),
			{ clock, random: () => 0, credentialFiles: [file] },
		);
		await rejection(tokens.get(neverAborted));
		await rejection(tokens.get(neverAborted));
		expect(logins).toBe(1);
		// It is written when it was not there, ...
		writeFileSync(file, "wrong");
		await rejection(tokens.get(neverAborted));
		await rejection(tokens.get(neverAborted));
		expect(logins).toBe(2);
		// ... and replaced.
		writeFileSync(`${file}.new`, "right");
		renameSync(`${file}.new`, file);
		expect((await tokens.get(neverAborted)).value.reveal()).toBe("a");
	});

	test("again and again never lock the user out, whatever the reason", async () => {
		const clock = manualClock();
		const telemetry = recordTelemetry();
		let logins = 0;
		const tokens = createTokenSource(
			async () => {
				logins++;
				throw new SalesforceError("login_try_again");
			},
			telemetry,
			{ clock, random: () => 0 },
		);
		let last: unknown;
		for (let second = 0; second < 3600; second++) {
			last = await rejection(tokens.get(neverAborted));
			clock.advance(1000);
		}
		expect(logins).toBeLessThanOrEqual(120);
		expect(last).toMatchObject({ code: "too_many_logins", retryable: false });
		expect(
			telemetry.lines.filter(({ level }) => level === "error")[0],
		).toMatchObject({ fields: { code: "too_many_logins" } });
		// It was never sent, so it is no request.
		expect(
			telemetry.total("salesforce_client_requests", { kind: "login" }),
		).toBe(logins);
	});

	test("a session that dies at once is not renewed at the pace of requests", async () => {
		const clock = manualClock();
		let logins = 0;
		const tokens = createTokenSource(
			async () => token(`${++logins}`),
			recordTelemetry(),
			{ clock, random: () => 0 },
		);
		for (let second = 0; second < 3600; second++) {
			try {
				await tokens.renew(await tokens.get(neverAborted), neverAborted);
			} catch (error) {
				expect(error).toMatchObject({ code: "too_many_logins" });
			}
			clock.advance(1000);
		}
		expect(logins).toBeGreaterThanOrEqual(60);
		expect(logins).toBeLessThanOrEqual(120);
	});

	test("a success forgets the failures", async () => {
		const clock = manualClock();
		const outcomes = [refused(), refused(), token("a"), refused()];
		const tokens = createTokenSource(
			async () => {
				const outcome = outcomes.shift();
				if (outcome === undefined || outcome instanceof Error) throw outcome;
				return outcome;
			},
			recordTelemetry(),
			{ clock, random: () => 0 },
		);
		await rejection(tokens.get(neverAborted));
		clock.advance(60_000);
		await rejection(tokens.get(neverAborted));
		clock.advance(120_000);
		const got = await tokens.get(neverAborted);
		await rejection(tokens.renew(got, neverAborted));
		expect(outcomes).toHaveLength(0);
		clock.advance(59_999);
		expect(await rejection(tokens.get(neverAborted))).toMatchObject({
			code: "user_not_approved",
		});
	});

	test("in passing trouble may be tried again at once", async () => {
		let logins = 0;
		const tokens = createTokenSource(async () => {
			if (++logins === 1) throw new SalesforceError("login_try_again");
			return token("a");
		}, recordTelemetry());
		expect(await rejection(tokens.get(neverAborted))).toMatchObject({
			code: "login_try_again",
		});
		expect((await tokens.get(neverAborted)).value.reveal()).toBe("a");
	});

	test("a clock that is set back does not prolong the wait", async () => {
		const clock = manualClock();
		let logins = 0;
		const tokens = createTokenSource(
			async () => {
				logins++;
				throw refused();
			},
			recordTelemetry(),
			{ clock, random: () => 0 },
		);
		await rejection(tokens.get(neverAborted));
		clock.advance(-24 * 3_600_000);
		await rejection(tokens.get(neverAborted));
		expect(logins).toBe(2);
	});
});

describe("a login of another organization", () => {
	test("is told, and given all the same", async () => {
		const telemetry = recordTelemetry();
		const ids = [
			"00Dxx0000001gPLEAY",
			"00Dxx0000001gPLEAY",
			"00Dxx0000002xYZEAY",
		];
		const tokens = createTokenSource(async () => {
			const organizationId = ids.shift() ?? "";
			return { ...token("a"), organizationId };
		}, telemetry);
		const first = await tokens.get(neverAborted);
		const second = await tokens.renew(first, neverAborted);
		const told = () => telemetry.lines.filter(({ level }) => level === "error");
		expect(told()).toEqual([]);
		const third = await tokens.renew(second, neverAborted);
		expect(third.organizationId).toBe("00Dxx0000002xYZEAY");
		expect(told()).toMatchObject([
			{
				fields: {
					code: "organization_changed",
					organization_id: "00Dxx0000002xYZEAY",
					organization_id_before: "00Dxx0000001gPLEAY",
					cure: expect.stringContaining("instance_url"),
				},
			},
		]);
	});
});
