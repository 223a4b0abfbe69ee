// What changed since the payer last approved: scores, medications, diagnoses, goals, risk and
// attendance, each change with what stood before and what stands now, and where.
//
// "Before" is what documents dated up to the day of that decision say, "now" what later ones say;
// of each the newest that says anything of the kind, for lists two documents of the same format
// where there are such. Something that only the newer one lists is new, something that only the
// older one lists is no longer listed: whether it was stopped is not for us to say. What says by its
// own dates that it began or ended since is new or gone, too. A kind that one of the two sides is
// silent on is not compared, and that is said.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/consent/consent.hpp"
#include "engine/episode/episode.hpp"
#include "engine/records/clinical_record.hpp"

namespace authledger {

enum class ChangeOf : std::uint8_t { score, medication, diagnosis, goal, risk, attendance };
enum class ChangeKind : std::uint8_t { added, changed, gone };
std::string_view word(ChangeOf about);
std::string_view word(ChangeKind kind);  // "new", "changed", "gone"

struct ChangeSide {
  std::string text;  // as written; of attendance counted; empty: the document lists no such thing
  std::optional<RecordDate> date;
  std::optional<Source> source;  // none: of the ledger
  std::vector<Seq> events;
};

struct Change {
  ChangeOf about = ChangeOf::score;
  ChangeKind kind = ChangeKind::changed;
  std::string what;  // "PHQ-9", "sertraline"
  ChangeSide before, now;
  std::optional<int> difference;  // of scores
  consent::Tag tag = consent::Tag::ordinary;
};

struct SinceApproval {
  std::optional<Date> since;  // the decision's, at the facility; none: nothing was approved
  std::string authorization;
  Seq event = 0;
  std::vector<Change> changes;            // in the order of ChangeOf
  std::vector<std::string> not_compared;  // why, a sentence each
};

}  // namespace authledger
