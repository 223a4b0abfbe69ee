// The words of a packet that its page, its print and its phone script share.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include "engine/packet/packet.hpp"

namespace authledger {

std::string or_dash(std::string text);
std::string plain(std::string_view word);  // "no show"
// "policy 2026-01 of example-payer, rule before-end, title of its source; events 3, 7"
std::string because_text(const Because& because);

template <class Value>
std::string shown(const std::optional<Value>& value) {
  if (!value) return or_dash("");
  if constexpr (std::is_same_v<Value, int>)
    return std::to_string(*value);
  else
    return to_text(*value);
}

std::string title_of(RequestMode mode);  // "Continued-stay review"
// "Continued-stay review of authorization AUTH-1"; of a first request only its title.
std::string heading_of(const PacketHeader& header, RequestMode mode);
// "Authorization AUTH-1", or "First request".
std::string label_of(const PacketHeader& header);
// "SP-2001 (A1)", the payer's and the facility's own; of a first request "none yet".
std::string numbers_of(const PacketHeader& header);
// "H0015, S9480"; of none "any".
std::string codes_of(const LineStanding& line);
// "Recorded sessions: 12 attended, 2 no show"
std::string outcomes_of(const ReviewPacket& packet);
// "latest 12 (2026-03-01), previous 15 (2026-02-01): -3; baseline ..."; empty: no dated total.
std::string summary_of(const ScoreSeries& series);
std::string answers_of(const RecordItem& score);  // "2 3 1 0"

std::string codes_of(const RecordItem& item);     // "F33.2, 191627008"
std::string details_of(const RecordItem& item);   // "dose 50 mg; no information"
std::string duration_of(const RecordItem& item);  // "2026-01-02 to 2026-03-01", or a dash
std::string status_of(const RecordItem& item);    // the document's word, or a dash

// "past, someone else": how a passage means what it speaks of.
std::string label_of(const assertion::Reading& reading);
std::string mention_in(const Quote& quote, const assertion::Found& found);

// Why the figures of the ledger may not go out, and what it takes.
std::string refusal_text(const consent::Decision& decision);

// "is the member", "not stated", and of a PDF that it goes with the packet.
std::string place_of(const PacketDocument& document);

struct TitledListing {
  const char* title;
  const Listing* listing;
};
std::vector<TitledListing> listings_of(const ReviewPacket& packet);
struct TitledQuotes {
  const char* title;
  const std::vector<Quote>* quotes;
};
std::vector<TitledQuotes> quotes_of(const ReviewPacket& packet);

// Sources by the number that statements carry.
class SourceNumbers {
 public:
  int of(const Source& source);
  const std::vector<Source>& all() const { return sources_; }

 private:
  std::map<std::tuple<std::string, std::string>, int> numbers_;
  std::vector<Source> sources_;
};
constexpr std::size_t most_source_numbers = 6;  // at one statement

}  // namespace authledger
