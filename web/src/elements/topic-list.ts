/*
 * Short texts that stay open until somebody resolves them: the parked topics of the plan (without `item`), or the comments on
 * one record. "@" and a name mention somebody; whoever is mentioned sees it marked. All of it is commands.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { dayIn } from "../core/intl/today";
import type { Topic } from "../doc/discussion";
import { CommandState } from "./command-state";
import { page } from "./context";
import { icon } from "./icon";
import { participantName } from "./record-names";
import { SignalElement } from "./signal-element";

export class TopicList extends SignalElement {
  static override properties = {
    item: { attribute: false },
    sessionId: { attribute: false },
    mayWrite: { attribute: false },
  };
  /** Id of a record; "" for parked topics. */
  declare item: string;
  declare sessionId: string;
  declare mayWrite: boolean;
  readonly #command = new CommandState();

  protected override render(): TemplateResult | typeof nothing {
    const { discussion } = page();
    const topics = this.item ? discussion.commentsOn(this.item) : discussion.parked();
    if (topics.length === 0 && !this.mayWrite) return nothing;
    const title = this.item ? t("topic.comments") : t("topic.parked");
    const words = this.item ? t("topic.comment") : t("topic.park");
    return html`<section class="topics" aria-label=${title}><h3 class="session-group__title">${title}</h3>
      ${topics.length > 0 ? html`<ul class="topics__list">${topics.map((topic) => this.#topic(topic))}</ul>` : html`<p class="muted">${t(this.item ? "topic.no_comments" : "topic.none_parked")}</p>`}
      ${this.mayWrite ? html`<form class="ideas__new" @submit=${this.#add}><input class="input" name="text" maxlength="1000" required autocomplete="off" aria-label=${words} placeholder=${t(this.item ? "topic.comment_hint" : "topic.park_hint")}><button class="button" ?disabled=${this.#command.isPending.value}>${words}</button></form>` : nothing}
      ${this.#command.problem()}</section>`;
  }

  #topic(topic: Topic): TemplateResult {
    const { boot, format } = page();
    const isResolved = topic.resolved_at !== undefined;
    const day = format.date(dayIn(boot.time_zone, Date.parse(topic.at)));
    return html`<li class="topics__topic" data-topic=${topic.id} data-resolved=${isResolved ? "" : nothing}><p class="topics__text" translate="no">${mentioned(topic.text)}</p>
      <p class="muted">${participantName(topic.by) ?? t("word.somebody")}, ${day}${isResolved ? html` · ${t("topic.resolved_by", { name: participantName(topic.resolved_by) ?? t("word.somebody") })}` : nothing}</p>
      ${this.mayWrite ? html`<button type="button" class="button button--quiet button--small" data-mark @click=${() => this.#mark(topic, isResolved)}>${icon(isResolved ? "undo-2" : "check")}${t(isResolved ? "topic.reopen" : "topic.resolve")}</button>` : nothing}</li>`;
  }

  readonly #add = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const text = String(new FormData(form).get("text") ?? "").trim();
    if (!text) return;
    const wish = { text, item: this.item, session_id: this.sessionId };
    const answer = await this.#command.run(() => page().sendCommand("topic.add", wish));
    if (answer) form.reset();
  };

  async #mark(topic: Topic, isResolved: boolean): Promise<void> {
    const kind = isResolved ? "topic.reopen" : "topic.resolve";
    await this.#command.run(() => page().sendCommand(kind, { topic_id: topic.id }));
  }
}

/** "@" and the name of somebody in the plan stands out; one's own name more than others'. */
function mentioned(text: string): TemplateResult {
  const { boot, participants } = page();
  const names = [boot.me.name, ...participants.present.value.map(({ name }) => name)]
    .filter((name, at, all) => all.indexOf(name) === at)
    .sort((a, b) => b.length - a.length);
  const parts: (string | TemplateResult)[] = [];
  let rest = text;
  for (let at = rest.indexOf("@"); at >= 0; at = rest.indexOf("@")) {
    const after = rest.slice(at + 1);
    const name = names.find((one) => after.toLowerCase().startsWith(one.toLowerCase()));
    parts.push(rest.slice(0, at));
    if (name)
      parts.push(
        html`<mark class=${`mention ${name === boot.me.name ? "mention--me" : ""}`}>@${after.slice(0, name.length)}</mark>`,
      );
    else parts.push("@");
    rest = after.slice(name?.length ?? 0);
  }
  return html`${parts}${rest}`;
}

customElements.define("leitstern-topic-list", TopicList);
