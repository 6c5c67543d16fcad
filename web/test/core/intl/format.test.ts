import { describe, expect, it } from "vitest";
import { createFormat, type Locale } from "../../../src/core/intl/format";
import { randomFrom } from "../../fakes/random";

const de = createFormat("de");
const en = createFormat("en");
const both = [de, en];
const value = (parsed: { kind: string; value?: unknown }) =>
  parsed.kind === "value" ? parsed.value : parsed.kind;
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, " ");

describe("numbers that people type", () => {
  it.each([
    ["de", "1.234,5", 1234.5],
    ["de", "1234,5", 1234.5],
    ["de", "1.234", 1234],
    ["de", "1.5", 1.5],
    ["de", "1.234.567", 1234567],
    ["de", "-3,25", -3.25],
    ["de", "−3", -3],
    ["de", "250.000 €", 250000],
    ["de", "CHF 1'250'000", 1250000],
    ["de", "1,2 Mio. €", 1200000],
    ["de", "350 Tsd.", 350000],
    ["de", "2,5 Mrd", 2500000000],
    ["de", "1 234 567,8", 1234567.8],
    ["de", ",5", 0.5],
    ["de", "5,", "invalid"],
    ["de", "1.234,5,6", "invalid"],
    ["de", "1,234,567", 1234567],
    ["de", "12.34.56", "invalid"],
    ["de", "1.23.456", "invalid"],
    ["de", "12 34", "invalid"],
    ["en", "1,234.5", 1234.5],
    ["en", "1,234", 1234],
    ["en", "1,5", 1.5],
    ["en", "$1.2m", 1200000],
    ["en", "350k", 350000],
    ["en", "EUR 12,500.50", 12500.5],
    ["en", "1.234.567", 1234567],
    ["en", "1.23.456", "invalid"],
    ["en", "1e5", 100000],
    ["en", "12e6", 12000000],
    ["de", "300.000 EUR p.a.", 300000],
    ["de", "ca. 300000", 300000],
    ["de", "45 PT", 45],
    ["de", "rund 1,2 Mio. € pro Jahr", 1200000],
    ["de", "350 TEUR", 350000],
    ["en", "k€ 350", "invalid"],
    ["en", "about 5", 5],
    ["en", "45 person-days", 45],
    ["en", "€300k a year", 300000],
    ["en", "0.500", 0.5],
    ["en", "1.500M", 1500000],
    ["en", "0x10", "invalid"],
    ["en", "Infinity", "invalid"],
    ["en", "--5", "invalid"],
    ["en", "5 apples", "invalid"],
    ["en", "", "empty"],
    ["en", "   ", "empty"],
    ["en", "-0", 0],
  ] as [Locale, string, unknown][])("%s: %s", (locale, typed, expected) => {
    expect(value(createFormat(locale).parseNumber(typed))).toBe(expected);
  });

  it("round-trip to the last digit", () => {
    const random = randomFrom(3);
    for (let n = 0; n < 3000; n += 1) {
      const number =
        (random.below(2) ? -1 : 1) * random.below(10 ** random.below(13)) * 10 ** -random.below(7);
      for (const format of both) {
        expect(value(format.parseNumber(format.editNumber(number)))).toBe(number === 0 ? 0 : number);
        if (Number.isInteger(number))
          expect(value(format.parseNumber(format.number(number)))).toBe(number || 0);
      }
    }
    for (const odd of [1e-7, 5e-324, 1e21, 1.7976931348623157e308, 0.1 + 0.2]) {
      for (const format of both) expect(value(format.parseNumber(format.editNumber(odd)))).toBe(odd);
    }
  });

  it("add no digits to percentages", () => {
    expect(value(de.parsePercent("12,5 %"))).toBe(0.125);
    expect(value(de.parsePercent("7"))).toBe(0.07);
    expect(value(en.parsePercent("0.1%"))).toBe(0.001);
    expect(de.editPercent(0.07)).toBe("7");
    expect(de.editPercent(0.125)).toBe("12,5");
    for (let n = 0; n <= 1000; n += 1) {
      for (const format of both)
        expect(value(format.parsePercent(format.editPercent(n / 1000)))).toBe(n / 1000);
    }
  });
});

describe("ambiguous numbers", () => {
  it("are returned with the reading of each language", () => {
    expect(en.parseNumber("1.500")).toEqual({ kind: "ambiguous", values: [1.5, 1500] });
    expect(de.parseNumber("1,500")).toEqual({ kind: "ambiguous", values: [1.5, 1500] });
    expect(en.parseNumber("-1.500 €")).toEqual({ kind: "ambiguous", values: [-1.5, -1500] });
    expect(en.parseNumber("1.5000")).toEqual({ kind: "value", value: 1.5 });
  });

  it("report a currency other than the plan's", () => {
    expect(de.parseNumber("300 USD", "EUR")).toEqual({ kind: "foreign", currency: "USD" });
    expect(de.parseNumber("$300", "EUR")).toEqual({ kind: "foreign", currency: "USD" });
    expect(de.parseNumber("300 €", "EUR")).toEqual({ kind: "value", value: 300 });
    expect(de.parseNumber("300 Euro", "EUR")).toEqual({ kind: "value", value: 300 });
    expect(de.parseNumber("300 TEUR", "CHF")).toEqual({ kind: "foreign", currency: "EUR" });
  });
});

describe("dates that people type", () => {
  it("round-trip in any time zone", () => {
    for (let day = 1; day <= 28; day += 1) {
      const iso = `2028-02-${String(day).padStart(2, "0")}`;
      for (const format of both) expect(value(format.parseDate(format.editDate(iso), iso))).toBe(iso);
    }
  });
});

describe("a quantity with a unit", () => {
  it("keeps number and unit on one line, with the percent sign in the language's style", () => {
    expect(de.quantity(1240, "h")).toBe("1.240\u00a0h");
    expect(en.quantity(1240, "h")).toBe("1,240\u00a0h");
    expect(de.quantity(71, "%")).toBe("71\u00a0%");
    expect(en.quantity(71, "%")).toBe("71%");
    expect(en.quantity(14, "")).toBe("14");
  });
});

describe("displayed values", () => {
  it("are in the format of the language", () => {
    expect(plain(de.money(1250000, "EUR"))).toBe("1.250.000 €");
    expect(en.money(1250000, "EUR")).toBe("€1,250,000");
    expect(plain(de.percent(0.125))).toBe("12,5 %");
    expect(de.number(1234.567)).toBe("1.234,57");
    expect(plain(de.date("2026-11-02"))).toBe("02.11.2026");
    expect(en.date("2026-11-02")).toBe("2 Nov 2026");
    expect(de.longDate("2026-11-02")).toBe("2. November 2026");
    expect(en.list(["a", "b", "c"])).toBe("a, b and c");
  });

  it("malformed values do not throw", () => {
    expect(de.date("soon")).toBe("soon");
    expect(de.date("2026-13-45")).toBe("2026-13-45");
    expect(de.money(5, "no code")).toBe("5");
    expect(de.editNumber(Number.NaN)).toBe("");
  });
});
