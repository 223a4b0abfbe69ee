#include "engine/packet/criteria_words.hpp"
#include "engine/packet/packet_page.hpp"

namespace authledger {
namespace {

void add_side(Dictionary* row, const char* name, const CriterionStanding& standing, Speaks side,
              SourceNumbers& numbers) {
  for (const CriterionEvidence* it : on_side(standing, side)) {
    Dictionary* one = section(row, name);
    set(one, "TEXT", text_of(*it));
    set(one, "ORIGIN", origin_of(*it));
    add_source_links(one, it->sources, numbers);
  }
}

void add_criterion(Dictionary* table, const CriterionStanding& standing, SourceNumbers& numbers) {
  Dictionary* row = section(table, "CRITERION");
  set(row, "TITLE", standing.criterion->title);
  show_value(row, "WORDS", "TEXT", standing.criterion->words);
  if (standing.evidence.empty()) {
    show_value(row, "NOTHING", "SUPPLIER", supplier_text(standing));
  } else {
    Dictionary* found = section(row, "FOUND");
    add_side(found, "FOR", standing, Speaks::for_it, numbers);
    add_side(found, "AGAINST", standing, Speaks::against_it, numbers);
    if (on_side(standing, Speaks::for_it).empty()) found->ShowSection("NOTHING_FOR");
    if (on_side(standing, Speaks::against_it).empty()) found->ShowSection("NOTHING_AGAINST");
    set(found, "DATE", newest_text(standing));
  }
  set(row, "FRESH", standing.fresh ? word(*standing.fresh) : "nothing");
  set(row, "FRESH_TEXT", fresh_text(standing));
  show_value(row, "LIMIT", "LIMIT_TEXT", limit_text(standing));
  const bool says_more = !on_side(standing, Speaks::either).empty() || standing.left_out > 0;
  if (!says_more) return;
  Dictionary* also = section(row, "ALSO");
  add_side(also, "EITHER", standing, Speaks::either, numbers);
  if (standing.left_out > 0)
    show_value(also, "MORE", "LEFT_OUT", std::to_string(standing.left_out));
}

}  // namespace

void add_criteria_tables(Dictionary* top, const ReviewPacket& packet, SourceNumbers& numbers) {
  for (const CriteriaStanding& standing : packet.criteria) {
    Dictionary* table = section(top, "CRITERIA");
    set(table, "TITLE", standing.set->title);
    set(table, "ASKED", asked_text(standing));
    set(table, "NOTE", standing.set->note);
    for (const std::string& title : quoted_sources(*standing.set))
      show_value(table, "QUOTED", "SOURCE_TITLE", title);
    for (const CriterionStanding& it : standing.criteria) add_criterion(table, it, numbers);
  }
}

}  // namespace authledger
