// What the documents and the ledger hold for and against each criterion that is asked, with its
// place, its date and whether it is fresh enough. Nothing is concluded: a criterion is never called
// met, what stands here is quoted or is a figure of the standing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/assertion/concepts.hpp"
#include "engine/policy/criteria.hpp"
#include "engine/records/clinical_record.hpp"
#include "engine/standing/standing.hpp"

namespace authledger {

enum class Fresh : std::uint8_t {
  fresh,
  too_old,
  unknown  // no date, one after today, one too vague to say, or nobody says how old it may be
};
std::string_view word(Fresh fresh);

// Who says how old evidence may be: a rule of the payer's policy, the criteria's own source, or we.
enum class LimitOf : std::uint8_t { payer, criteria, ours, nobody };
std::string_view word(LimitOf of);

struct FreshnessLimit {
  std::optional<Date> from;  // what is older does not count; none: of nobody
  LimitOf of = LimitOf::nobody;
  std::string rule = {};         // of the payer's policy
  std::optional<int> days = {};  // before the packet's day, where it is no rule of the payer's
};

enum class EvidenceShape : std::uint8_t { statement, passage, entry, score, figure };
std::string_view word(EvidenceShape shape);

struct CriterionEvidence {
  Speaks speaks = Speaks::for_it;
  EvidenceShape shape = EvidenceShape::statement;
  Fresh fresh = Fresh::unknown;
  std::optional<RecordDate> date;  // of figures none: they are of the packet's day
  std::string text;                // verbatim; of scores the instrument; of figures empty

  // Of statements and passages: where the text stands in the section's own text, in characters, and
  // what is left out behind it.
  int from = 0, to = 0, left_out = 0;
  std::vector<assertion::Found> mentions;  // of statements: bytes of `text`
  // Of everything from documents.
  SectionKind section = SectionKind::other;
  bool dated_by_document = false;
  std::string author;
  std::vector<Source> sources;
  consent::Tag tag = consent::Tag::ordinary;

  std::string value;         // of entries, as written
  std::optional<int> total;  // of scores
  std::optional<int> change_since_baseline;

  Figure figure = Figure::attendance_percent;  // of figures
  int amount = 0;
  std::optional<int> of;  // attended "of" so many
  std::optional<Because> because;
};
constexpr std::size_t most_evidence = 3;  // shown for a criterion of each side

struct CriterionStanding {
  const Criterion* criterion = nullptr;
  FreshnessLimit limit;
  std::vector<CriterionEvidence> evidence;  // for, against, either; the newest of each first
  int left_out = 0;                         // more of it, older
  // The newest date of its evidence from documents, and whether any of it is fresh. Figures are
  // fresh, and count where there is nothing else. None: nothing was found.
  std::optional<RecordDate> date;
  std::optional<Fresh> fresh;
};

struct CriteriaStanding {
  const CriteriaSet* set = nullptr;
  const CriteriaScope* scope = nullptr;  // null: general, not known to be this payer's
  std::vector<CriterionStanding> criteria;
};

// Whether a date is on or after the limit, seen from today.
Fresh freshness(const std::optional<RecordDate>& date, const FreshnessLimit& limit, Date today);

}  // namespace authledger
