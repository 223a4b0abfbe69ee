#include "engine/notices/payer_letter.hpp"

#include <algorithm>

#include "engine/base/result.hpp"
#include "engine/notices/letter_parts.hpp"

namespace authledger::notices {
namespace {

constexpr std::array<std::string_view, 3> kind_words{"discharge", "appeal", "peer-to-peer"};

bool denies_something(const AuthorizationHistory& it) {
  return it.decision && (it.decision->fact.decision == Decision::denied ||
                         it.decision->fact.decision == Decision::partial);
}

// The latest decision first.
std::vector<const AuthorizationHistory*> denials(const Episode& episode) {
  std::vector<const AuthorizationHistory*> found;
  for (const AuthorizationHistory& it : episode.authorizations)
    if (denies_something(it)) found.push_back(&it);
  std::ranges::stable_sort(found, [](const auto* one, const auto* other) {
    return one->decision->fact.decided_at > other->decision->fact.decided_at;
  });
  return found;
}

// What a letter is about; null: the discharge. None: there is nothing.
std::optional<const AuthorizationHistory*> found(const Episode& episode, LetterKind kind,
                                                 const std::optional<std::string>& authorization) {
  if (kind == LetterKind::discharge) {
    if (!episode.discharge || authorization) return std::nullopt;
    return nullptr;
  }
  for (const AuthorizationHistory* it : denials(episode))
    if (!authorization || *authorization == it->id) return it;
  return std::nullopt;
}

Template template_of(LetterKind kind) {
  switch (kind) {
    case LetterKind::discharge:
      return Template::discharge;
    case LetterKind::appeal:
      return Template::appeal;
    case LetterKind::peer_to_peer:
      return Template::peer_to_peer;
  }
  fail("a letter without a template");
}

class Writing {
 public:
  Writing(const LetterSources& sources, LetterKind kind, const AuthorizationHistory* about)
      : sources_(sources),
        about_(about),
        payer_(payer_on(sources, date_of(sources, about))),
        wording_(wording_of(sources.wordings, template_of(kind))) {
    letter_.kind = kind;
    letter_.as_of = sources.standing.as_of;
    letter_.date = to_text(sources.standing.today);
    if (about) letter_.authorization = about->id;
  }

  PayerLetter finish() {
    letter_.title = title();
    letter_.clock = clock_of(sources_, letter_.kind, about_);
    ask_whether_it_may_go();
    add_from();
    add_to();
    add_about();
    add_opening();
    if (about_)
      letter_.sections.push_back(decision_section(sources_, *about_));
    else
      letter_.sections.push_back(discharge_section(sources_));
    if (!letter_.clock) letter_.no_clock = no_clock_words(sources_, letter_.kind, about_);
    letter_.sections.push_back(clock_section(letter_));
    letter_.sections.push_back(attendance_section(sources_));
    letter_.sections.push_back(units_section(sources_));
    add_reasons();
    add_quotes();
    letter_.sections.push_back(clock_notes(sources_, letter_, about_));
    add_end();
    return std::move(letter_);
  }

 private:
  bool is_partial() const { return about_->decision->fact.decision == Decision::partial; }

  std::string title() const {
    switch (letter_.kind) {
      case LetterKind::discharge:
        return "Notice of discharge";
      case LetterKind::appeal:
        return is_partial() ? "Appeal of a partial approval" : "Appeal of a denial";
      case LetterKind::peer_to_peer:
        return "Request for a peer-to-peer conversation";
    }
    fail("a letter of no kind");
  }

  // As of a packet: the words of a letter are records of the facility, for payment.
  void ask_whether_it_may_go() {
    consent::Asked asked;
    if (sources_.member) asked.member = sources_.member->id;
    asked.discloser = sources_.facility.id;
    asked.recipient = {consent::RecipientClass::health_plan, payer_};
    asked.purpose = consent::Purpose::payment;
    asked.at = sources_.at;
    asked.today = sources_.facility.zone.day_of(sources_.at);
    const auto& program = sources_.facility.part2_program;
    const auto tag = program == false ? consent::Tag::ordinary : consent::Tag::part2;
    const auto said = may_disclose({{"the letter", tag, asked.today}}, sources_.consents, asked);
    letter_.decision = said.records.front();
    if (!letter_.decision.is_allowed) {
      if (!program)
        letter_.disclosure_notes.emplace_back(
            "The facility has not said whether it is a program under 42 CFR Part 2; its records "
            "are treated as those of one.");
      return;
    }
    letter_.disclosure_notes = said.notices;
    if (tag == consent::Tag::ordinary) return;
    for (const consent::Consent& it : sources_.consents)
      if (it.id == letter_.decision.consent) letter_.disclosure_notes.push_back(scope_of(it));
  }

  void add_from() {
    auto& from = letter_.from;
    from.push_back({"Facility", unless_empty(sources_.facility.name), "the facility's name"});
    from.push_back({"NPI", unless_empty(sources_.facility.npi),
                    "the facility's NPI, which is not registered"});
    from.push_back({"Address", std::nullopt, "the facility's address, which is not registered"});
    from.push_back(
        {"Phone and fax", std::nullopt, "how the payer can answer, which is not registered"});
  }

  // No document of a payer says an address or a number yet.
  void add_to() {
    auto& to = letter_.to;
    to.push_back({"Payer", unless_empty(payer_), "the payer; no coverage is recorded"});
    to.push_back(
        {"Department", std::nullopt, "who there deals with it, which no source on file says"});
    to.push_back({"Address or fax", std::nullopt, "where it goes, which no source on file says"});
  }

  void add_about() {
    auto& about = letter_.about;
    const Member* member = sources_.member;
    about.push_back({"Member", member ? unless_empty(member->name) : std::nullopt,
                     "the member's name, which is not registered"});
    about.push_back(
        {"Born",
         member && member->birth_date ? unless_empty(to_text(*member->birth_date)) : std::nullopt,
         "the member's date of birth, which is not registered"});
    about.push_back({"Plan member id", plan_member_id(),
                     "the member's id with the plan, which is not registered"});
    about.push_back(
        {"Authorization", numbers(), "the payer's number of the authorization; none is on file"});
    const auto& admission = sources_.episode.admission;
    if (!about_ || !admission) return;
    about.push_back(
        {"Care",
         spaced(admission->fact.level_of_care) + ", admitted " + to_text(admission->fact.date),
         ""});
  }

  std::optional<std::string> plan_member_id() const {
    const Member* member = sources_.member;
    if (member && !member->plan_member_id.empty()) return member->plan_member_id;
    const auto* coverage = sources_.episode.coverage_on(date_of(sources_, about_));
    return coverage ? coverage->fact.member_id : std::nullopt;
  }

  // Of the decision; of a discharge, of whatever was approved.
  std::optional<std::string> numbers() const {
    if (about_) {
      const auto& number = about_->decision->fact.number;
      return number ? std::optional(*number + " (our request " + about_->id + ")") : std::nullopt;
    }
    std::vector<std::string> all;
    for (const AuthorizationHistory& it : sources_.episode.authorizations)
      if (it.is_approved() && it.decision->fact.number &&
          std::ranges::find(all, *it.decision->fact.number) == all.end())
        all.push_back(*it.decision->fact.number);
    std::string text;
    for (const std::string& it : all) text += (text.empty() ? "" : ", ") + it;
    return unless_empty(std::move(text));
  }

  void add_opening() {
    LetterSection asked{.title = about_ ? "What we ask" : "What we tell"};
    asked.paragraphs = wording_.opening.empty()
                           ? standard_opening(template_of(letter_.kind), about_ && is_partial())
                           : paragraphs_of(wording_.opening);
    if (letter_.kind == LetterKind::peer_to_peer) add_callers(asked);
    if (letter_.kind == LetterKind::appeal)
      asked.lines.push_back({"Services requested", std::nullopt,
                             "the services, units and dates that were requested"});
    letter_.sections.push_back(std::move(asked));
  }

  static void add_callers(LetterSection& asked) {
    asked.lines.push_back(
        {"Clinician", std::nullopt, "who will speak for the member, with credentials"});
    asked.lines.push_back({"To be called at", std::nullopt, "the clinician's number"});
    asked.lines.push_back({"Times", std::nullopt, "when the clinician can be reached"});
  }

  void add_reasons() {
    if (!about_) return;
    letter_.sections.push_back(
        {.title = letter_.kind == LetterKind::appeal ? "Clinical reasons"
                                                     : "What the clinician will speak about",
         .to_write = "To be written by the treating clinician: why the care that was requested is "
                     "needed, in answer to the payer's reason. Nothing clinical is filled in."});
  }

  // Only what may go to the payer, as the letter itself.
  void add_quotes() {
    if (!about_ || !sources_.quotes) return;
    const PacketQuotes& from = *sources_.quotes;
    LetterSection section{.title = "From the record"};
    const std::string packet = "review packet " + std::to_string(from.packet) + " of " +
                               to_text(sources_.facility.zone.day_of(from.built_at));
    const bool is_refused = !from.refusal.empty() || !letter_.decision.is_allowed;
    if (is_refused) {
      section.for_sender = true;
      section.paragraphs.push_back(
          "Nothing " + (from.packet == 0 ? "is quoted: " : "of " + packet + " may be quoted: ") +
          (from.refusal.empty() ? refusal_words(letter_.decision) : from.refusal));
    } else if (from.quotes.empty()) {
      section.for_sender = true;
      section.paragraphs.push_back("There is nothing to quote in " + packet + ".");
    } else {
      section.paragraphs.push_back("Word for word, as in " + packet + ".");
      section.lines = from.quotes;
      for (const std::string& it : from.notices)
        if (std::ranges::find(letter_.disclosure_notes, it) == letter_.disclosure_notes.end())
          letter_.disclosure_notes.push_back(it);
    }
    letter_.sections.push_back(std::move(section));
  }

  void add_end() {
    letter_.signature = {
        {"Signed", unless_empty(wording_.signature), "who signs, with credentials"},
        {"Date", std::nullopt, "the day on which it is signed"}};
    letter_.closing = paragraphs_of(wording_.closing);
    letter_.closing.emplace_back(confidential_words);
  }

  const LetterSources& sources_;
  const AuthorizationHistory* about_;
  std::string payer_;
  Wording wording_;
  PayerLetter letter_;
};

void add_line(const DraftLine& line, std::string& text) {
  text += line.label + ": " +
          (line.value ? *line.value : "__________ [unknown: " + line.missing + "]") + "\n";
}

void add_lines(const std::vector<DraftLine>& lines, std::string& text) {
  for (const DraftLine& line : lines) add_line(line, text);
}

void add_section(const LetterSection& section, std::string& text) {
  text += section.title + "\n";
  for (const std::string& paragraph : section.paragraphs) text += paragraph + "\n";
  add_lines(section.lines, text);
  if (!section.to_write.empty()) text += "__________ [" + section.to_write + "]\n";
  text += '\n';
}

}  // namespace

std::string_view word(LetterKind kind) {
  return kind_words[static_cast<std::size_t>(kind)];
}

std::optional<LetterKind> parse_letter_kind(std::string_view word_) {
  for (const LetterKind it : letter_kinds)
    if (word(it) == word_) return it;
  return std::nullopt;
}

std::vector<LetterOffer> possible_letters(const LetterSources& sources) {
  std::vector<LetterOffer> offers;
  if (sources.episode.discharge)
    offers.push_back(
        {LetterKind::discharge, std::nullopt, clock_of(sources, LetterKind::discharge, nullptr)});
  for (const AuthorizationHistory* it : denials(sources.episode))
    for (const LetterKind kind : {LetterKind::appeal, LetterKind::peer_to_peer})
      offers.push_back({kind, it->id, clock_of(sources, kind, it)});
  return offers;
}

std::optional<PayerLetter> payer_letter(const LetterSources& sources, LetterKind kind,
                                        const std::optional<std::string>& authorization) {
  const auto about = found(sources.episode, kind, authorization);
  if (!about) return std::nullopt;
  return Writing(sources, kind, *about).finish();
}

std::optional<std::string> payer_of_letter(const LetterSources& sources, LetterKind kind,
                                           const std::optional<std::string>& authorization) {
  const auto about = found(sources.episode, kind, authorization);
  if (!about) return std::nullopt;
  return payer_on(sources, date_of(sources, *about));
}

std::string refusal_words(const consent::Decision& decision) {
  return decision.reason + " (" + decision.citation + ")" +
         (decision.remedy.empty() ? "" : ". Needed: " + decision.remedy);
}

std::vector<std::string> unknown_in(const PayerLetter& letter) {
  std::vector<std::string> labels;
  const auto add = [&](const std::vector<DraftLine>& lines) {
    for (const DraftLine& line : lines)
      if (!line.value) labels.push_back(line.label);
  };
  for (const auto* lines : {&letter.from, &letter.to, &letter.about}) add(*lines);
  for (const LetterSection& it : letter.sections) {
    if (it.for_sender) continue;
    add(it.lines);
    if (!it.to_write.empty()) labels.push_back(it.title);
  }
  add(letter.signature);
  return labels;
}

std::string text_of(const PayerLetter& letter) {
  std::string text;
  if (!letter.decision.is_allowed)
    text += "NOT TO BE SENT: " + refusal_words(letter.decision) + "\n\n";
  text += letter.title + "\n\n";
  text += "As of: " + letter.date + "\n";
  for (const auto* lines : {&letter.from, &letter.to, &letter.about}) {
    add_lines(*lines, text);
    text += '\n';
  }
  for (const LetterSection& it : letter.sections)
    if (!it.for_sender) add_section(it, text);
  add_lines(letter.signature, text);
  for (const auto* paragraphs : {&letter.disclosure_notes, &letter.closing})
    for (const std::string& it : *paragraphs) text += "\n" + it + "\n";
  text += "\n-- For the sender, not part of the letter --\n";
  for (const LetterSection& it : letter.sections)
    if (it.for_sender) add_section(it, text);
  return text;
}

}  // namespace authledger::notices
