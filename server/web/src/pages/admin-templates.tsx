// Which letters and notices the service writes, where their words come from, and where to find one.
import { Admin } from "./admin";

interface Template {
  name: string;
  when: string;
  forms: string;
  where: string;
}

const templates: Template[] = [
  {
    name: "Notice of missed sessions",
    when: "A rule of the payer owes it after missed sessions. Also: contact with the member, update of the plan, review of the discharge.",
    forms: "For the phone, a fax or a portal",
    where: "On a member's page, beside the obligation",
  },
  {
    name: "Taking a notice back",
    when: "A session that was said to be missed turns out to have been attended, after the payer was told.",
    forms: "For the phone, a fax or a portal",
    where: "On a member's page, beside the obligation",
  },
  {
    name: "Notice of discharge",
    when: "A discharge is recorded, or planned.",
    forms: "Text and print",
    where: "On a member's page, under packets, letters, documents",
  },
  {
    name: "Appeal",
    when: "The payer denied, or approved less than was asked for. The reasons stay blank for whoever writes them.",
    forms: "Text and print, with quotes from the packet if consented",
    where: "On a member's page, under packets, letters, documents",
  },
  {
    name: "Request for a peer-to-peer conversation",
    when: "The payer denied, or approved less than was asked for.",
    forms: "Text and print",
    where: "On a member's page, under packets, letters, documents",
  },
  {
    name: "Review packet and phone script",
    when: "A review is due; the nightly run builds them.",
    forms: "PDF, HTML and JSON",
    where: "Under Packets",
  },
];

export default function TemplatesPage() {
  return (
    <Admin part="Letters and notices">
      <p class="quiet">
        Their words are part of the service and the same for everybody; they cannot be changed here. What they say of a case comes from the log, the register and the
        payer's rules. What none of these says stays blank and is marked, never guessed.
      </p>
      <div class="cards">
        {templates.map((it) => (
          <section class="card template" key={it.name}>
            <h2>{it.name}</h2>
            <p>{it.when}</p>
            <dl class="facts small">
              <dt>In the form</dt>
              <dd>{it.forms}</dd>
              <dt>Where</dt>
              <dd>{it.where}</dd>
            </dl>
          </section>
        ))}
      </div>
    </Admin>
  );
}
