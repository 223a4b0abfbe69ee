// Criteria sets as data: what payers and guides ask before they pay for more treatment, and what
// counts as evidence for or against each of it. Files of payers/criteria/; their manual:
// schemas/criteria.schema.json.
//
// Words of other rooms (sections and items of records, readings of sentences, concepts) are kept as
// the words they are written with; the decoder knows their vocabularies.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/policy/rules.hpp"

namespace authledger {

enum class Speaks : std::uint8_t { for_it, against_it, either };  // either: the reader must say
std::string_view word(Speaks speaks);

// A sentence that speaks of a concept, read that way.
struct StatementSought {
  std::vector<std::string> concepts;
  std::string assertion = "affirmed", temporality = "recent", experiencer = "patient";
  std::vector<std::string> sections;  // empty: any that is no list and no wish, such as goals
};

struct PassageSought {  // what stands under such headings, whatever it says
  std::vector<std::string> sections;
};

struct EntrySought {  // an entry of the record, such as a goal, that holds today
  std::vector<std::string> items;
  std::vector<std::string> mentioning;  // its text has one of these words; empty: any text
};

enum class Trend : std::uint8_t { fell, unchanged, rose };  // from the baseline to the latest total
std::string_view word(Trend trend);

struct ScoreSought {  // the latest dated total
  std::vector<std::string> instruments;
  std::optional<int> at_least, at_most;
  std::optional<Trend> trend;
};

enum class Figure : std::uint8_t {
  attendance_percent,   // attended of the sessions offered so far, as Standing::attendance counts
  missed_sessions,      // not attended, not excused and not called off by the facility
  weeks_under_minimum,  // of the payer's hours
  unrecorded_sessions   // of the schedule, past and without an outcome
};
std::string_view word(Figure figure);

struct FigureSought {  // of the standing
  Figure figure = Figure::attendance_percent;
  std::optional<int> at_least, at_most;
};

struct EvidenceSought {
  Speaks speaks = Speaks::for_it;
  std::variant<StatementSought, PassageSought, EntrySought, ScoreSought, FigureSought> what;
};

struct CriterionFreshness {
  int days = 0;
  int source = -1;  // of the set; -1: our own, where no source says
};

struct Criterion {
  std::string key;
  std::string title;
  std::string words;  // of the source, where they may be quoted; else empty
  int source = -1;
  std::string who;  // could supply what is not there
  std::optional<CriterionFreshness> fresh;
  std::vector<EvidenceKind> payer_rules;  // evidence rules of a payer's policy that go before it
  std::vector<EvidenceSought> evidence;
};

struct CriteriaScope {  // whom a set is asked of; what is absent does not narrow it
  std::string payer;
  std::optional<std::string> plan, line_of_business, state;
  std::vector<std::string> codes;       // of the services authorized or scheduled
  std::optional<int> age_from, age_to;  // in full years, both inclusive
  std::optional<Date> from;
  int source = -1;
};

struct CriteriaSet {
  std::string key;
  std::string title;
  std::string note;         // how to read for and against; what of its text may not stand here
  bool is_general = false;  // used where no set is known to be the payer's
  bool names_only = false;  // its texts are copyrighted
  std::vector<CriteriaScope> applies_to;
  std::vector<Criterion> criteria;
  std::vector<Citation> sources;

  const Citation* source_at(int index) const {
    return index < 0 ? nullptr : &sources[static_cast<std::size_t>(index)];
  }
};

// What is known of a member's care when sets are chosen.
struct CareTerms {
  std::string payer;
  std::optional<std::string> plan, line_of_business, state;
  std::vector<std::string> codes;
  std::optional<int> age;
  Date date;
};

struct ChosenCriteria {
  const CriteriaSet* set = nullptr;
  const CriteriaScope* scope = nullptr;  // null: nobody says that this payer asks for it
};
// Those asked of such care, in the order of the sets; where there is none, the general ones.
std::vector<ChosenCriteria> criteria_for(const std::vector<CriteriaSet>& sets,
                                         const CareTerms& care);

}  // namespace authledger
