/*
 * Wrote the golden documents of the browser's side, once: node schemas/examples/make_browser.mjs. Refuses to overwrite:
 * golden bytes stay as they are for ever. See README.md beside this file.
 */
import { writeFileSync } from "node:fs";
import { canonicalJson, plain, Y } from "../../tests/interop/stock.mjs";

function keep(name, kind, doc) {
  const file = new URL(`v1/${name}.${kind}`, import.meta.url);
  writeFileSync(`${file.pathname}.bin`, Y.encodeStateAsUpdate(doc), { flag: "wx" });
  writeFileSync(`${file.pathname}.json`, `${canonicalJson(plain(doc, kind))}\n`, { flag: "wx" });
}

function person(clientID) {
  const doc = new Y.Doc();
  doc.clientID = clientID;
  return doc;
}

function exchange(one, other) {
  const [first, second] = [one, other].map((doc) => Y.encodeStateAsUpdate(doc));
  Y.applyUpdate(one, second);
  Y.applyUpdate(other, first);
}

function add(doc, root, id, order, values) {
  const record = new Y.Map();
  record.set("order", order);
  for (const [name, value] of Object.entries(values)) record.set(name, value);
  doc.getMap(root).set(id, record);
}

function twoPeopleAtOnce() {
  const [anna, jose] = [person(11), person(12)];
  anna.getText("title").insert(0, "Wachstum 2028 🌱");
  anna.getMap("plan").set("horizon_start", 2026);
  anna.getMap("plan").set("horizon_end", 2028);
  add(anna, "people", "per_a", "a0", { name: new Y.Text("Anna Berg"), title: new Y.Text(""), side: "supplier" });
  add(anna, "opportunities", "opp_a", "a0", {
    title: new Y.Text("Weniger Stillstand"),
    description: new Y.Text(""),
    benefit_customer: 1250000.5,
    benefit_supplier: -3,
    probability: 0.35,
    effort: 40,
    stage: "qualified",
  });
  add(anna, "actions", "act_a", "a0", {
    title: new Y.Text("Erste Maßnahme"),
    helpers: new Y.Map(),
    serves: new Y.Map(),
    due: "2026-05-04",
  });
  add(anna, "actions", "act_b", "a1", { title: new Y.Text("Wird gelöscht"), serves: new Y.Map() });
  exchange(anna, jose);
  anna.getText("title").insert(0, "Gemeinsames ");
  jose.getText("title").insert(16, " 👩🏽‍🚀");
  anna.getMap("actions").get("act_a").get("serves").set("opp_a", true);
  jose.getMap("actions").get("act_a").get("serves").set("goal_x", true);
  jose.getMap("actions").get("act_b").get("title").insert(0, "Noch schnell: ");
  anna.getMap("actions").delete("act_b");
  anna.getMap("opportunities").get("opp_a").set("stage", "agreed");
  jose.getMap("opportunities").get("opp_a").set("stage", "running");
  exchange(anna, jose);
  jose.getMap("actions").get("act_a").get("serves").delete("goal_x");
  jose.getMap("actions").get("act_a").set("order", "Zz");
  const words = jose.getMap("opportunities").get("opp_a").get("title");
  words.delete(0, 7);
  words.insert(0, "Viel weniger");
  exchange(anna, jose);
  return anna;
}

function nonsense() {
  const doc = person(13);
  add(doc, "people", "per_good", "a0", { name: new Y.Text("Good"), side: "customer" });
  doc.getMap("people").set("per_number", 7);
  doc.getMap("people").set("per_list", ["x", { y: null }]);
  doc.getMap("people").set("bad id!", new Y.Map([["order", "a0"]]));
  add(doc, "goals", "goal_plain", "a0", { title: "a plain string", whose: "nobody", target: "high", baseline: 1e300 });
  doc.getMap("goals").set("goal_orderless", new Y.Map([["title", new Y.Text("no order")]]));
  add(doc, "actions", "act_dates", "a0", { due: "2026-02-30", start: 5, serves: new Y.Array(), owner: "no id!" });
  doc.getMap("plan").set("horizon_start", "soon");
  return doc;
}

keep("browser", "shared", twoPeopleAtOnce());
keep("nonsense", "shared", nonsense());
keep("empty", "shared", person(14));
