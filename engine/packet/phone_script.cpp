#include "engine/packet/phone_script.hpp"

#include <algorithm>
#include <array>

#include "engine/packet/packet_print_parts.hpp"

namespace authledger {
namespace {

using namespace print;

constexpr std::size_t longest_answer = 240, longest_item = 110;  // bytes

// "a; b; c", as far as they fit.
class Saying {
 public:
  void add(const std::string& part) {
    if (part.empty()) return;
    if (!text_.empty() && text_.size() + part.size() > longest_answer) {
      ++left_out_;
      return;
    }
    text_ += (text_.empty() ? "" : "; ") + shortened(part, longest_answer);
  }
  Text take(const char* without) const {
    if (text_.empty()) return {{without, Weight::regular, Tone::amber}};
    Text text{{text_}};
    if (left_out_ > 0) text.push_back(soft("  and " + std::to_string(left_out_) + " more"));
    return text;
  }

 private:
  std::string text_;
  int left_out_ = 0;
};

std::string dated(const std::string& text, const std::optional<RecordDate>& date) {
  return text + (date ? " (" + to_text(*date) + ")" : "");
}

constexpr const char* not_in_documents = "the documents do not say";

Text of_listing(const Listing& listing, bool with_details) {
  Saying saying;
  for (const RecordItem& item : listing.shown) {
    std::string text = (item.negated && !item.codings.empty() ? "not present: " : "") +
                       shortened(item.text, longest_item);
    if (!item.value.empty()) text += ": " + item.value;
    if (!with_details && !item.codings.empty()) text += " " + item.codings.front().code;
    if (with_details && !item.details.empty()) text += ", " + details_of(item);
    saying.add(dated(text, item.date));
  }
  return saying.take(not_in_documents);
}

Text of_quotes(const std::vector<Quote>& quotes) {
  Saying saying;
  for (const Quote& quote : quotes)
    saying.add(dated("“" + shortened(quote.text, 200) + "”", quote.date));
  return saying.take(not_in_documents);
}

Text of_risk(const ReviewPacket& packet) {
  Saying saying;
  for (const Quote& quote : packet.risk_notes)
    for (const assertion::Found& found : quote.statements)
      saying.add(dated(mention_in(quote, found) + ": " + label_of(found.reading), quote.date));
  if (packet.risk_notes.empty()) return saying.take(not_in_documents);
  Text text = saying.take("");
  if (text.front().text.empty()) text = of_quotes(packet.risk_notes);
  for (const ScoreSeries& series : packet.scores)
    if (series.safety_answer)
      text.push_back({"\n" + series.instrument +
                          ": the question on thoughts of death or self-harm was answered above 0",
                      Weight::bold, Tone::red});
  return text;
}

Text of_scores(const ReviewPacket& packet) {
  Saying saying;
  for (const ScoreSeries& series : packet.scores)
    if (const std::string summary = summary_of(series); !summary.empty())
      saying.add(series.instrument + " " + summary);
  return saying.take(not_in_documents);
}

Text of_attendance(const ReviewPacket& packet) {
  Text text{{outcomes_of(packet)}};
  std::string missed;
  int count = 0;
  for (const SessionStanding& session : packet.sessions) {
    if (session.outcome == Outcome::attended || ++count > 8) continue;
    missed += (missed.empty() ? "" : ", ") + to_text(session.date) + " " +
              plain(word(session.outcome)) + (session.excused ? ", excused" : "");
  }
  if (!missed.empty()) text.push_back({"\nMissed: " + missed});
  if (count > 8) text.push_back(soft("  and " + std::to_string(count - 8) + " earlier"));
  return text;
}

// "Continued stay: 12 days from 2026-03-20 to 2026-04-17", as far as it is known.
Text of_request(const ReviewPacket& packet) {
  const PacketAsk& ask = packet.ask;
  Text text{strong(plain(word(ask.mode)))};
  if (ask.units && ask.unit)
    text.push_back({", " + std::to_string(*ask.units) + " " + plain(word(*ask.unit)) +
                    (*ask.units == 1 ? "" : "s")});
  if (ask.from) text.push_back({" from " + to_text(*ask.from)});
  if (ask.to) text.push_back({" to the planned discharge on " + to_text(*ask.to)});
  for (const std::string& schedule : packet.header.schedule)
    text.push_back({(text.empty() ? "" : "\n") + schedule});
  if (packet.ahead.first) {
    int units = 0;
    for (const ForecastSession& it : packet.ahead.sessions) units += it.uncovered;
    text.push_back({std::string(text.empty() ? "" : "\n") + "from "});
    text.push_back(strong(to_text(*packet.ahead.first)));
    text.push_back(
        {": " + std::to_string(units) + " units to " + to_text(packet.ahead.sessions.back().date)});
    if (packet.ahead.further > 0)
      text.push_back(
          soft(", " + std::to_string(packet.ahead.further) + " further scheduled in a year"));
  }
  if (text.empty()) text.push_back({"nothing is scheduled", Weight::regular, Tone::amber});
  return text;
}

Text of_units(const ReviewPacket& packet) {
  Text text;
  for (const AuthorizationStanding& it : packet.authorizations)
    for (const LineStanding& line : it.lines)
      text.push_back({(text.empty() ? "" : "\n") + it.number.value_or(it.id) + ", " +
                      codes_of(line) + ": " +
                      (line.units ? std::to_string(*line.units) : "unlimited") + " approved, " +
                      std::to_string(line.used) + " used, " + shown(line.remaining) +
                      " left; last covered day " + shown(it.last_covered_day)});
  constexpr std::size_t most = 4;
  if (text.size() > most) text.resize(most);
  if (text.empty()) text.push_back({"no authorization with units is on file"});
  return text;
}

Text of_identity(const PacketHeader& header) {
  return {
      strong(or_dash(header.member)),
      {", born " + shown(header.birth_date) + ", plan member id " + or_dash(header.plan_member_id) +
       "\n" + or_dash(header.payer) + (header.plan ? ", " + *header.plan : "")}};
}

Text of_facility(const PacketHeader& header) {
  return {{or_dash(header.facility) + ", NPI " + or_dash(header.npi) + "; " +
           or_dash(header.level_of_care) + ", admitted " + shown(header.admitted) +
           (header.discharged ? ", discharged " + to_text(*header.discharged) : "")}};
}

void add(Table& table, const char* asked, Text said) {
  table.rows.push_back({{{{strong(asked)}}, {std::move(said)}}});
}

Text of_mental_status(const ReviewPacket& packet) {
  return packet.mental_status_notes.empty() ? of_listing(packet.mental_status, false)
                                            : of_quotes(packet.mental_status_notes);
}

Text of_plan(const ReviewPacket& packet) {
  return packet.plan_notes.empty() ? of_listing(packet.plan, false) : of_quotes(packet.plan_notes);
}

Table answers_of(const ReviewPacket& packet) {
  Table table{{{"Asked", 1.15}, {"Say", 5}}, true, {}};
  const auto add_asked = [&](ReviewItem item, const char* asked, Text said) {
    if (!packet.form.leaves_out(item)) add(table, asked, std::move(said));
  };
  add(table, "Who calls", of_facility(packet.header));
  add(table, "Member", of_identity(packet.header));
  add(table, "Authorization", of_units(packet));
  add(table, "Request", of_request(packet));
  add_asked(ReviewItem::diagnoses, "Diagnoses", of_listing(packet.diagnoses, false));
  add_asked(ReviewItem::risk, "Risk", of_risk(packet));
  add_asked(ReviewItem::scores, "Scores", of_scores(packet));
  add_asked(ReviewItem::mental_status, "Mental status", of_mental_status(packet));
  add_asked(ReviewItem::substance_use, "Substance use", of_listing(packet.substance_use, false));
  add_asked(ReviewItem::medications, "Medications", of_listing(packet.medications, true));
  add_asked(ReviewItem::attendance, "Attendance", of_attendance(packet));
  add_asked(ReviewItem::goals, "Goals and progress", of_listing(packet.goals, false));
  add_asked(ReviewItem::plan, "Plan", of_plan(packet));
  add_asked(ReviewItem::family, "Family and support", of_quotes(packet.topics.family));
  add_asked(ReviewItem::coordination, "Coordination", of_quotes(packet.topics.coordination));
  if (packet.form.leaves_out(ReviewItem::aftercare))
    add_asked(ReviewItem::step_down, "Step-down", of_quotes(packet.topics.step_down));
  else
    add(table, "Discharge plan",
        packet.topics.aftercare.empty() ? of_quotes(packet.topics.step_down)
                                        : of_quotes(packet.topics.aftercare));
  return table;
}

Table blanks() {
  const char* const asked[] = {
      "Reviewer, phone, extension",   "Date and time of the call",
      "Decision, and units approved", "From, to, and next review",
      "Authorization number",         "Reason, if less; peer-to-peer until"};
  Table table{{{"", 1.5}, {"", 2.2}, {"", 1.5}, {"", 2.2}}, false, {}};
  for (std::size_t i = 0; i + 1 < std::size(asked); i += 2)
    table.rows.push_back({{{{soft(std::string(asked[i]) + "\n\n ")}},
                           {{{" "}}},
                           {{soft(std::string(asked[i + 1]) + "\n\n ")}},
                           {{{" "}}}}});
  return table;
}

}  // namespace

Document phone_script(const ReviewPacket& packet) {
  const PacketHeader& header = packet.header;
  Document document;
  document.title = "Phone script, " + label_of(header);
  document.author = header.facility;
  document.subject = "Telephonic review due " + or_dash(header.due_text);
  document.head = head_of(header);
  document.head_right = label_of(header);
  document.foot = "Confidential health information, as of " + header.as_of_text +
                  ". Cut answers are whole in the packet.";
  document.created = header.as_of;
  document.add(Paragraph{
      {{"Review by telephone", Weight::bold, Tone::band, Size::large},
       {"\ndue " + or_dash(header.due_text) + ", opens " + or_dash(header.opens_text) + "  "},
       {plain(word(packet.verdict)), Weight::bold,
        packet.verdict == Verdict::incomplete ? Tone::red : Tone::soft}}});
  if (!packet.disclosure.ledger.is_allowed)
    document.add(Paragraph{{{"Do not call. ", Weight::bold, Tone::red},
                            {refusal_text(packet.disclosure.ledger), Weight::regular, Tone::red}},
                           Frame::red});
  document.add(answers_of(packet));
  if (!packet.form.left_out.empty()) document.add(Paragraph{{soft(form_text(packet.form).back())}});
  Saying missing;
  for (const MissingItem& item : packet.missing)
    missing.add((item.essential ? "needed: " : "") + item.what + " (" + item.who + ")");
  if (!packet.missing.empty()) document.add(Paragraph{missing.take(""), frame_of(packet.verdict)});
  document.add(Heading{2, "Write down"});
  document.add(blanks());
  return document;
}

}  // namespace authledger
