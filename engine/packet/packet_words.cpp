#include "engine/packet/packet_words.hpp"

#include <algorithm>

namespace authledger {
namespace {

std::string signed_number(int number) {
  if (number < 0) return "\xE2\x88\x92" + std::to_string(-number);  // a minus sign
  return (number > 0 ? "+" : "") + std::to_string(number);
}

}  // namespace

std::string or_dash(std::string text) {
  return text.empty() ? "\xE2\x80\x94" : text;
}

std::string plain(std::string_view word_) {
  std::string text(word_);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

std::string because_text(const Because& because) {
  std::string text = because.policy
                         ? "policy " + because.policy->version + " of " + because.policy->payer
                         : "no policy on file";
  if (!because.rule.empty()) text += ", rule " + because.rule;
  if (because.source) {
    text += ", " + because.source->title;
    if (because.source->grade == "invented") text += " (invented)";
  }
  constexpr std::size_t most_events = 12;
  for (std::size_t i = 0; i < because.events.size() && i < most_events; ++i)
    text += (i == 0 ? "; events " : ", ") + std::to_string(because.events[i]);
  if (because.events.size() > most_events)
    text += " and " + std::to_string(because.events.size() - most_events) + " more";
  return text;
}

std::string title_of(RequestMode mode) {
  switch (mode) {
    case RequestMode::initial:
      return "Initial review";
    case RequestMode::continued_stay:
      return "Continued-stay review";
    case RequestMode::discharge:
      return "Discharge review";
    case RequestMode::retro:
      return "Retrospective review";
  }
  return "";
}

int SourceNumbers::of(const Source& source) {
  const auto [known, is_new] = numbers_.emplace(std::tuple(source.document, source.place),
                                                static_cast<int>(sources_.size() + 1));
  if (is_new) sources_.push_back(source);
  return known->second;
}

std::string heading_of(const PacketHeader& header, RequestMode mode) {
  if (header.authorization.empty()) return title_of(mode);
  const std::string number = header.authorization_number.value_or("");
  return title_of(mode) + " of authorization " + (number.empty() ? header.authorization : number);
}

std::string label_of(const PacketHeader& header) {
  if (header.authorization.empty()) return "First request";
  const std::string number = header.authorization_number.value_or("");
  return "Authorization " + (number.empty() ? header.authorization : number);
}

std::string numbers_of(const PacketHeader& header) {
  if (header.authorization.empty()) return header.authorization_number.value_or("none yet");
  return header.authorization_number.value_or("number not on file") + " (" + header.authorization +
         ")";
}

std::string codes_of(const LineStanding& line) {
  std::string codes;
  for (const std::string& code : line.codes) codes += (codes.empty() ? "" : ", ") + code;
  return codes.empty() ? "any" : codes;
}

std::string outcomes_of(const ReviewPacket& packet) {
  std::string outcomes;
  for (const auto& [outcome, count] : packet.outcomes)
    outcomes += (outcomes.empty() ? "" : ", ") + std::to_string(count) + " " + plain(outcome);
  return outcomes.empty() ? "No session is recorded." : "Recorded sessions: " + outcomes;
}

std::string summary_of(const ScoreSeries& series) {
  const auto said = [&](const char* name, const std::optional<std::size_t>& index) {
    if (!index) return std::string();
    const RecordItem& score = series.scores[*index];
    return std::string(name) + " " + std::to_string(*score.total) + " (" + to_text(*score.date) +
           ")";
  };
  std::string text = said("latest", series.latest);
  if (series.previous) text += ", " + said("previous", series.previous);
  if (series.change_since_previous) text += ": " + signed_number(*series.change_since_previous);
  if (series.change_since_baseline && series.baseline != series.previous)
    text += "; " + said("baseline", series.baseline) + ": " +
            signed_number(*series.change_since_baseline) + " since";
  return text;
}

std::string answers_of(const RecordItem& score) {
  std::string answers;
  for (const Answer& answer : score.answers)
    answers +=
        (answers.empty() ? "" : " ") + (answer.value ? std::to_string(*answer.value) : answer.text);
  return answers;
}

std::string codes_of(const RecordItem& item) {
  std::string text;
  for (const Coding& coding : item.codings) text += (text.empty() ? "" : ", ") + coding.code;
  return text;
}

std::string details_of(const RecordItem& item) {
  std::string details;
  for (const Detail& detail : item.details)
    details += (details.empty() ? "" : "; ") + detail.name + " " + detail.text;
  if (item.no_information) details += details.empty() ? "no information" : "; no information";
  return details;
}

std::string duration_of(const RecordItem& item) {
  std::string date = item.date ? to_text(*item.date) : "";
  if (item.until) date += " to " + to_text(*item.until);
  return or_dash(date);
}

std::string status_of(const RecordItem& item) {
  return or_dash(item.status.empty() && item.course != Course::unknown
                     ? std::string(word(item.course))
                     : item.status);
}

std::string label_of(const assertion::Reading& reading) {
  using namespace assertion;
  std::vector<std::string_view> words;
  if (reading.assertion == Assertion::negated) words.emplace_back("denied or absent");
  if (reading.assertion == Assertion::possible) words.emplace_back("possible");
  if (reading.temporality == Temporality::historical) words.emplace_back("past");
  if (reading.temporality == Temporality::hypothetical) words.emplace_back("conditional");
  if (reading.experiencer == Experiencer::other) words.emplace_back("someone else");
  if (words.empty()) words.emplace_back("affirmed");
  std::string label;
  for (const std::string_view word_ : words)
    label += (label.empty() ? "" : ", ") + std::string(word_);
  return label;
}

std::string mention_in(const Quote& quote, const assertion::Found& found) {
  return quote.text.substr(found.span.begin, found.span.end - found.span.begin);
}

std::string refusal_text(const consent::Decision& decision) {
  return decision.reason + " (" + decision.citation + ")" +
         (decision.remedy.empty() ? "" : ". Needed: " + decision.remedy);
}

std::string place_of(const PacketDocument& document) {
  std::string text = document.identity == "same" ? "is the member" : "not stated";
  if (document.pages > 0)
    text += "; not read, goes with the packet as it is, " + std::to_string(document.pages) +
            (document.pages == 1 ? " page" : " pages");
  return text;
}

std::vector<TitledListing> listings_of(const ReviewPacket& packet) {
  const std::pair<ReviewItem, TitledListing> all[] = {
      {ReviewItem::diagnoses, {"Diagnoses", &packet.diagnoses}},
      {ReviewItem::medications, {"Medications", &packet.medications}},
      {ReviewItem::allergies, {"Allergies", &packet.allergies}},
      {ReviewItem::goals, {"Goals", &packet.goals}},
      {ReviewItem::plan, {"Treatment plan", &packet.plan}},
      {ReviewItem::mental_status, {"Mental status", &packet.mental_status}},
      {ReviewItem::substance_use, {"Substance use", &packet.substance_use}},
      {ReviewItem::results, {"Results", &packet.results}}};
  std::vector<TitledListing> asked;
  for (const auto& [item, listing] : all)
    if (!packet.form.leaves_out(item)) asked.push_back(listing);
  return asked;
}

std::vector<TitledQuotes> quotes_of(const ReviewPacket& packet) {
  std::vector<TitledQuotes> all;
  if (!packet.lists_in_words.empty()) all.push_back({"Lists, as written", &packet.lists_in_words});
  const std::pair<ReviewItem, TitledQuotes> always[] = {
      {ReviewItem::plan, {"Treatment plan, as written", &packet.plan_notes}},
      {ReviewItem::mental_status, {"Mental status, as written", &packet.mental_status_notes}},
      {ReviewItem::risk, {"Passages on risk, as written", &packet.risk_notes}},
      {ReviewItem::notes, {"Latest notes, as written", &packet.latest_notes}}};
  for (const auto& [item, quotes] : always)
    if (!packet.form.leaves_out(item)) all.push_back(quotes);
  const Topics& topics = packet.topics;
  for (const TitledQuotes& it : {TitledQuotes{"How often, in the plan's words", &topics.frequency},
                                 {"Family involvement, as written", &topics.family},
                                 {"Coordination of care, as written", &topics.coordination},
                                 {"Barriers, as written", &topics.barriers},
                                 {"Step-down criteria, as written", &topics.step_down},
                                 {"Discharge plan and aftercare, as written", &topics.aftercare}})
    if (!it.quotes->empty()) all.push_back(it);
  return all;
}

}  // namespace authledger
