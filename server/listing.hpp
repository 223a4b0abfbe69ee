// What all lists share: a page at a time behind an opaque cursor, and as JSON or as CSV.
//
//     Parameters parameters(call.query, problems);
//     const ListRequest asked = read_list_request(call, "episodes", 1, parameters, problems);
//     parameters.finish();
//     ListWriter list(call, asked, {"episode", "facility"}, std::nullopt);
//     for (...) write_episode(list.out(), episode);              // an object each
//     return list.finish(Place{episode.id});                     // or none: there is no more
//
// In JSON the answer is {"items": [...], "next": "..."}; `next` is null on the last page, else the
// cursor of the next one, whose whole address the Link header has (RFC 8288), in CSV too. A cursor
// belongs to its list and its filters; it says behind which item to go on, so that what is added or
// removed meanwhile neither repeats an item nor skips one.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/json_writer.hpp"
#include "server/handlers.hpp"
#include "server/parameters.hpp"

namespace authledger::server {

using ListPlace = std::vector<std::string>;  // what the order of a list goes by

struct ListRequest {
  std::string list;
  std::size_t limit = 0;
  std::optional<ListPlace> after;  // none: from the start
  bool is_csv = false;             // asked for by ?format=csv or by Accept: text/csv
};

constexpr int most_items = 1'000;
constexpr int usual_items = 100;

// Takes limit, cursor and format. `place_size`: of the list's places; a cursor of another size,
// list or set of filters is refused.
ListRequest read_list_request(const Call& call, std::string_view list, std::size_t place_size,
                              Parameters& parameters, Problems& problems);

// Takes query: 1 to 10 words to look for; none: it is not asked for.
std::vector<std::string> read_search_words(Parameters& parameters, Problems& problems);

// A place written as text and read again; none: it is not a number.
std::optional<std::int64_t> number_in(const std::string& text);

// Refuses the cursor, from which a place could not be read after all.
Response invalid_cursor();

// A list that is answered whole, of one episode: it takes format only.
bool wants_csv(const Call& call, Parameters& parameters);

// The answer to it, or a page of something else: `json` has the items in its member `name`, whose
// columns the CSV gets. Its file is `name`.csv.
Response list_answer(bool is_csv, std::string_view json, std::string_view name,
                     const std::vector<std::string_view>& columns);

class ListWriter {
 public:
  // `columns` of the CSV: names of members of an item, "because.rule" for one within another. A
  // list of texts or numbers is one cell, with spaces between; other lists and objects are empty
  // cells. `as_of` stands before the items.
  ListWriter(const Call& call, const ListRequest& request, std::vector<std::string_view> columns,
             std::optional<Instant> as_of);

  JsonWriter& out() { return out_; }

  Response finish(const std::optional<ListPlace>& next);

 private:
  const Call& call_;
  const ListRequest& request_;
  std::vector<std::string_view> columns_;
  JsonWriter out_;
};

}  // namespace authledger::server
