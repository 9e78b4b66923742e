// How answers are got: from a person at a terminal, or from the flags alone.

import type { Readable, Writable } from "node:stream";
import {
	type CANCEL_SYMBOL,
	confirm,
	intro,
	isCancel,
	log,
	multiselect,
	note,
	outro,
	text,
} from "@clack/prompts";
import {
	STREAM_CHOICES,
	type StreamChoice,
	TEXT_QUESTIONS,
	type TextAnswer,
	type TextQuestion,
} from "./answers.ts";
import { InitFailure } from "./files.ts";

/** A flag that was given is never asked for. */
export interface Interview {
	/** Checked; undefined where no answer is one. */
	text(key: TextAnswer, given: string | undefined): Promise<string | undefined>;
	streams(
		given: readonly StreamChoice[] | undefined,
	): Promise<readonly StreamChoice[]>;
	yesOrNo(
		message: string,
		given: boolean | undefined,
		initial: boolean,
	): Promise<boolean>;
	/** More than a line to read. */
	show(title: string, content: string): void;
	say(line: string): void;
	end(line: string): void;
}

export interface Terminal {
	readonly input: Readable;
	readonly output: Writable;
}

export function terminalInterview(terminal: Terminal): Interview {
	intro("salesforce-otlp init", terminal);
	return {
		async text(key, given) {
			if (given !== undefined) return given;
			const question: TextQuestion = TEXT_QUESTIONS[key];
			const { message, placeholder, fallback, optional, problem } = question;
			const answer = await text({
				...terminal,
				message,
				placeholder,
				...(fallback === undefined ? {} : { defaultValue: fallback }),
				validate(value) {
					const trimmed = value?.trim() ?? "";
					if (trimmed !== "") return problem(trimmed);
					return optional || fallback !== undefined
						? undefined
						: "an answer is needed";
				},
			});
			return answered(answer).trim() || fallback;
		},
		async streams(given) {
			if (given !== undefined) return given;
			return answered(
				await multiselect<StreamChoice>({
					...terminal,
					message: "What to read (space selects, enter goes on)",
					options: [...STREAM_CHOICES],
					initialValues: STREAM_CHOICES.map(({ value }) => value),
					required: true,
				}),
			);
		},
		async yesOrNo(message, given, initial) {
			if (given !== undefined) return given;
			return answered(
				await confirm({ ...terminal, message, initialValue: initial }),
			);
		},
		show: (title, content) => note(content, title, terminal),
		say: (line) => log.info(line, terminal),
		end: (line) => outro(line, terminal),
	};
}

/** Ctrl-C. */
function answered<T>(answer: T | typeof CANCEL_SYMBOL): T {
	if (isCancel(answer)) {
		throw new InitFailure(
			"Stopped. What was made so far is kept, and used the next time.",
		);
	}
	return answer as T;
}

/** Takes what is not said for its default, and for no where there is none. */
export function flagsInterview(print: (text: string) => void): Interview {
	return {
		async text(key, given) {
			const { flag, fallback, optional }: TextQuestion = TEXT_QUESTIONS[key];
			if (given !== undefined || fallback !== undefined || optional) {
				return given ?? fallback;
			}
			throw new InitFailure(`${flag} is needed`);
		},
		streams: async (given) => given ?? STREAM_CHOICES.map(({ value }) => value),
		yesOrNo: async (_message, given) => given ?? false,
		show: (title, content) => print(`\n${title}\n\n${content}\n`),
		say: print,
		end: print,
	};
}
