#include "engine/packet/criteria_evidence.hpp"

#include <algorithm>

#include "engine/assertion/sentences.hpp"
#include "engine/records/plain_text.hpp"

namespace authledger {
namespace {

constexpr std::size_t longest_text = 600;  // bytes of a sentence or passage
constexpr std::size_t before_mention = 200;
constexpr std::size_t most_of_a_kind = 100;  // that one shape of evidence finds

bool has(const std::vector<std::string>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

bool is_within(int value, const std::optional<int>& least, const std::optional<int>& most) {
  return (!least || value >= *least) && (!most || value <= *most);
}

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

// The part of a long sentence or passage that is quoted: with the mention, cut at blanks.
assertion::Span quoted_part(std::string_view text, const assertion::Span& mention) {
  if (text.size() <= longest_text) return {0, text.size()};
  std::size_t begin = 0;
  if (mention.end > longest_text) {
    begin = mention.begin > before_mention ? mention.begin - before_mention : 0;
    const std::size_t blank = text.find(' ', begin);
    if (blank < mention.begin) begin = blank + 1;
    while (begin < mention.begin && is_continuation(text[begin])) ++begin;
  }
  std::size_t end = std::min(text.size(), begin + longest_text);
  if (end < text.size()) {
    const std::size_t blank = text.find_last_of(" \n", end);
    if (blank != std::string_view::npos && blank >= mention.end && blank > begin) end = blank;
    while (end > begin && end < text.size() && is_continuation(text[end])) --end;
  }
  return {begin, std::max(end, mention.end)};
}

void stand_where(CriterionEvidence& evidence, const RecordItem& item) {
  evidence.section = item.section;
  evidence.date = item.date;
  evidence.dated_by_document = item.dated_by_document;
  evidence.author = item.author;
  evidence.sources = item.sources;
}

CriterionEvidence evidence_of(Speaks speaks, EvidenceShape shape) {
  CriterionEvidence evidence;
  evidence.speaks = speaks;
  evidence.shape = shape;
  return evidence;
}

// Quotes bytes [at.begin, at.end) of the item's text.
CriterionEvidence quote_of(Speaks speaks, EvidenceShape shape, const RecordItem& item,
                           const CharacterCount& count, const assertion::Span& at) {
  CriterionEvidence quote = evidence_of(speaks, shape);
  quote.text = item.text.substr(at.begin, at.end - at.begin);
  quote.from = static_cast<int>(count.before(at.begin));
  quote.to = static_cast<int>(count.before(at.end));
  stand_where(quote, item);
  return quote;
}

bool is_read_so(const assertion::Reading& reading, const StatementSought& sought) {
  return word(reading.assertion) == sought.assertion &&
         word(reading.temporality) == sought.temporality &&
         word(reading.experiencer) == sought.experiencer;
}

// Sections whose text is a list or a wish rather than what a clinician found; sentences count
// there only where the sections are named.
bool is_list_or_wish(SectionKind section) {
  switch (section) {
    case SectionKind::diagnoses:
    case SectionKind::medications:
    case SectionKind::allergies:
    case SectionKind::results:
    case SectionKind::vital_signs:
    case SectionKind::goals:
    case SectionKind::encounters:
    case SectionKind::procedures:
    case SectionKind::immunizations:
    case SectionKind::privacy:
      return true;
    default:
      return false;
  }
}

bool is_in_a_section_of(const StatementSought& sought, SectionKind section) {
  return sought.sections.empty() ? !is_list_or_wish(section) : has(sought.sections, word(section));
}

bool mentions(const RecordItem& item, const std::vector<std::string>& words) {
  if (words.empty()) return true;
  const std::string text = lower(item.text + " " + item.value);
  return std::ranges::any_of(words, [&](const std::string& word_) {
    return assertion::find_mention(text, lower(word_)).has_value();
  });
}

bool holds_today(const RecordItem& item, Date today) {
  return is_usable(item) && !item.negated && !item.no_information &&
         item.course != Course::resolved &&
         !(item.until && item.until->exact == RecordDate::Exact::day && item.until->first < today);
}

void add_events(Because& because, const std::vector<Seq>& events) {
  because.events.insert(because.events.end(), events.begin(), events.end());
}

bool is_missed(const SessionStanding& session) {
  return !session.excused &&
         (session.outcome == Outcome::no_show || session.outcome == Outcome::cancelled_by_member);
}

struct LedgerFigure {
  int amount = 0;
  std::optional<int> of;
  Because because;
};

// None: there is nothing to count from.
std::optional<LedgerFigure> figure_of(Figure figure, const Standing& standing) {
  LedgerFigure it;
  if (figure == Figure::attendance_percent) {
    const Attendance& attendance = standing.attendance;
    if (attendance.offered == 0) return std::nullopt;
    it.amount = 100 * attendance.attended / attendance.offered;
    it.of = attendance.offered;
    for (const SessionStanding& session : standing.sessions)
      if (session.start <= standing.as_of && session.outcome != Outcome::cancelled_by_facility)
        add_events(it.because, {session.seq});
  } else if (figure == Figure::missed_sessions) {
    if (standing.sessions.empty()) return std::nullopt;
    for (const SessionStanding& session : standing.sessions)
      if (session.start <= standing.as_of && is_missed(session)) {
        ++it.amount;
        add_events(it.because, {session.seq});
      }
  } else if (figure == Figure::weeks_under_minimum) {
    for (const UnderIntensityWeek& week : standing.under_intensity_weeks) {
      const std::vector<Seq> events = it.because.events;
      it.because = week.because;
      add_events(it.because, events);
      ++it.amount;
    }
  } else {
    it.amount = static_cast<int>(standing.unrecorded.size());
  }
  std::ranges::sort(it.because.events);
  const auto repeats = std::ranges::unique(it.because.events);
  it.because.events.erase(repeats.begin(), repeats.end());
  return it;
}

}  // namespace

EvidenceFinder::EvidenceFinder(const ClinicalRecord& record, const Standing& standing,
                               const ReviewPacket& packet)
    : record_(record), standing_(standing), packet_(packet) {
  for (const RecordItem& item : record.items)
    if (item.kind == ItemKind::narrative && is_usable(item) && !item.text.empty() &&
        !item.no_information)
      narratives_.push_back(&item);
  std::ranges::stable_sort(narratives_, [](const RecordItem* one, const RecordItem* other) {
    return is_newer(one->date, other->date);
  });
  for (const RecordItem* item : narratives_)
    for (const assertion::Span& sentence : assertion::sentences_in(item->text)) {
      if (spoken_of_.size() >= most_spoken_of) return;
      const std::string line = assertion::as_one_line(
          std::string_view(item->text).substr(sentence.begin, sentence.end - sentence.begin));
      for (assertion::Found& found : assertion::all_concepts_in(line)) {
        if (item->section == SectionKind::family_history)
          found.reading.experiencer = assertion::Experiencer::other;
        spoken_of_.push_back({item, sentence, found});
      }
    }
}

const CharacterCount& EvidenceFinder::count_of(const RecordItem& item) const {
  return counts_.try_emplace(&item, item.text).first->second;
}

std::vector<CriterionEvidence> EvidenceFinder::find(const Criterion& criterion) const {
  Found found;
  for (const EvidenceSought& sought : criterion.evidence)
    std::visit([&](const auto& what) { add(sought.speaks, what, found); }, sought.what);
  return found;
}

void EvidenceFinder::add(Speaks speaks, const StatementSought& sought, Found& found) const {
  const std::size_t most_found = found.size() + most_of_a_kind;
  for (const SpokenOf& it : spoken_of_) {
    if (found.size() >= most_found) return;
    if (!has(sought.concepts, it.found.name) || !is_read_so(it.found.reading, sought)) continue;
    if (!is_in_a_section_of(sought, it.item->section)) continue;
    const std::string_view sentence =
        std::string_view(it.item->text)
            .substr(it.sentence.begin, it.sentence.end - it.sentence.begin);
    const assertion::Span part = quoted_part(sentence, it.found.span);
    CriterionEvidence quote =
        quote_of(speaks, EvidenceShape::statement, *it.item, count_of(*it.item),
                 {it.sentence.begin + part.begin, it.sentence.begin + part.end});
    assertion::Found mention = it.found;
    mention.span = {mention.span.begin - part.begin, mention.span.end - part.begin};
    const auto same = std::ranges::find_if(found, [&](const CriterionEvidence& known) {
      return known.shape == EvidenceShape::statement && known.speaks == speaks &&
             known.text == quote.text && known.date == quote.date;
    });
    if (same == found.end()) {
      quote.mentions.push_back(std::move(mention));
      found.push_back(std::move(quote));
    } else if (same->from == quote.from && same->sources == quote.sources) {
      same->mentions.push_back(std::move(mention));
    }
  }
}

void EvidenceFinder::add(Speaks speaks, const PassageSought& sought, Found& found) const {
  for (const RecordItem* item : narratives_) {
    if (!has(sought.sections, word(item->section))) continue;
    const assertion::Span part = quoted_part(item->text, {});
    CriterionEvidence quote =
        quote_of(speaks, EvidenceShape::passage, *item, count_of(*item), part);
    const auto is_known = [&](const CriterionEvidence& it) {  // such as the goal that it tells
      return it.text == quote.text && it.date == quote.date;
    };
    if (std::ranges::any_of(found, is_known)) continue;
    quote.left_out = static_cast<int>(count_of(*item).before(item->text.size())) - quote.to;
    found.push_back(std::move(quote));
  }
}

void EvidenceFinder::add(Speaks speaks, const EntrySought& sought, Found& found) const {
  for (const RecordItem& item : record_.items) {
    if (!has(sought.items, word(item.kind)) || !holds_today(item, packet_.header.today) ||
        !mentions(item, sought.mentioning))
      continue;
    CriterionEvidence entry = evidence_of(speaks, EvidenceShape::entry);
    entry.text = item.text;
    entry.value = item.value;
    stand_where(entry, item);
    found.push_back(std::move(entry));
  }
}

void EvidenceFinder::add(Speaks speaks, const ScoreSought& sought, Found& found) const {
  for (const ScoreSeries& series : packet_.scores) {
    if (!has(sought.instruments, series.instrument) || !series.latest) continue;
    const RecordItem& latest = series.scores[*series.latest];
    if (!is_within(*latest.total, sought.at_least, sought.at_most)) continue;
    if (sought.trend) {
      if (!series.change_since_baseline) continue;
      const int change = *series.change_since_baseline;
      const Trend trend = change < 0 ? Trend::fell : change > 0 ? Trend::rose : Trend::unchanged;
      if (trend != *sought.trend) continue;
    }
    const auto is_same = [&](const CriterionEvidence& it) {
      return it.shape == EvidenceShape::score && it.speaks == speaks &&
             it.text == series.instrument;
    };
    if (std::ranges::any_of(found, is_same)) continue;
    CriterionEvidence score = evidence_of(speaks, EvidenceShape::score);
    score.text = series.instrument;
    score.total = latest.total;
    score.change_since_baseline = series.change_since_baseline;
    stand_where(score, latest);
    if (series.baseline && series.baseline != series.latest) {
      const std::vector<Source>& baseline = series.scores[*series.baseline].sources;
      score.sources.insert(score.sources.end(), baseline.begin(), baseline.end());
    }
    found.push_back(std::move(score));
  }
}

void EvidenceFinder::add(Speaks speaks, const FigureSought& sought, Found& found) const {
  const auto figure = figure_of(sought.figure, standing_);
  if (!figure || !is_within(figure->amount, sought.at_least, sought.at_most)) return;
  CriterionEvidence it = evidence_of(speaks, EvidenceShape::figure);
  it.figure = sought.figure;
  it.amount = figure->amount;
  it.of = figure->of;
  it.because = figure->because;
  found.push_back(std::move(it));
}

}  // namespace authledger
