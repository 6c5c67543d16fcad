/*
 * Initials on avatars.
 */
import { expect, it } from "vitest";
import { initials } from "../../src/elements/avatar";

it.each([
  ["Ann Lee", "AL"],
  ["ann", "A"],
  ["Ann van der Lee", "AL"],
  ["Ann Lee (2)", "AL"],
  ["Élodie Öztürk", "ÉÖ"],
  ["李 伟", "李伟"],
  ["42", "4"],
  ["", "?"],
])("the initials of %j are %s", (name, expected) => {
  expect(initials(name)).toBe(expected);
});
