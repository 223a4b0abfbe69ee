#include "engine/store/search.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <unordered_map>

#include "engine/base/json_tree.hpp"
#include "engine/json/register_codec.hpp"

namespace authledger::store {
namespace {

constexpr std::int64_t rows_at_once = 2'000;  // read before it is known whether they match

constexpr std::string_view episodes_behind = R"sql(
SELECT id, facility, member, payer, is_open, admitted, discharged, covered_through,
       first_uncovered_day, uncovered_units,
       CASE WHEN restated_seq < last_seq
            THEN (SELECT max(seq) FROM event WHERE event.episode = episode.id)
            ELSE last_seq END,
       CASE WHEN restated_seq < last_seq
            THEN (SELECT recorded_at FROM event WHERE event.episode = episode.id
                  ORDER BY seq DESC LIMIT 1)
            ELSE last_recorded_at END,
       restated_at,
       (SELECT m.entry FROM member AS m WHERE m.id = episode.member
        ORDER BY m.recorded_at DESC LIMIT 1) AS member_entry
FROM episode
WHERE id > $1 AND ($2 IS NULL OR facility = $2) AND ($3 IS NULL OR payer = $3)
  AND ($4 IS NULL OR member = $4) AND ($5 IS NULL OR is_open = $5)
  AND ($7 IS NULL OR facility IN (SELECT value FROM json_each($7)))
ORDER BY id LIMIT $6
)sql";

// The words of a folded name: an apostrophe joins, all else that is no letter or digit parts.
std::vector<std::string> name_words(std::string_view name) {
  static const std::string apostrophe = "\xE2\x80\x99";  // the typographic one
  std::vector<std::string> words(1);
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (c == '\'') continue;
    if (name.substr(i).starts_with(apostrophe)) {
      i += apostrophe.size() - 1;
      continue;
    }
    const bool is_part =
        (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<std::uint8_t>(c) >= 0x80;
    if (is_part)
      words.back() += c;
    else if (!words.back().empty())
      words.emplace_back();
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

struct Term {
  std::string whole;               // folded: compared with ids and numbers
  std::vector<std::string> parts;  // looked for in names; empty: in none
};

bool is_in_name(const Term& term, const std::vector<std::string>& name) {
  return !term.parts.empty() &&
         std::all_of(term.parts.begin(), term.parts.end(), [&](const std::string& part) {
           return std::any_of(name.begin(), name.end(),
                              [&](const std::string& word) { return word.starts_with(part); });
         });
}

struct RegisteredMember {
  std::string id, name, plan_member_id;
};

// Throws sql::DamagedRow.
RegisteredMember read_member(JsonReader& reader, std::string_view entry) {
  const auto tree = reader.read(entry, file_limits);
  const auto text = [&](std::string_view field) {
    const auto node = tree ? tree->root().find(field) : std::nullopt;
    return node && node->is(JsonKind::string) ? std::string(node->text()) : std::string();
  };
  RegisteredMember member{text("id"), text("name"), text("plan_member_id")};
  if (member.name.empty()) throw sql::DamagedRow("the register holds a member that cannot be read");
  return member;
}

bool is_in(const Term& term, const RegisteredMember& member) {
  return is_in_name(term, name_words(folded(member.name))) || term.whole == folded(member.id) ||
         term.whole == folded(member.plan_member_id);
}

// Throws sql::DamagedRow.
Member whole_member(JsonReader& reader, std::string_view entry) {
  const auto tree = reader.read(entry, file_limits);
  Problems problems;
  auto member = tree ? json::read_member(tree->root(), json::Place(""), problems) : std::nullopt;
  if (!member) throw sql::DamagedRow("the register holds a member that cannot be read");
  return std::move(*member);
}

std::optional<std::string> maybe_text(const sql::Row& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(std::string(row.text(column)));
}

FoundEpisode read_row(const sql::Row& row) {
  FoundEpisode found;
  ListedEpisode& it = found.episode;
  it.id = row.text(0);
  it.facility = row.text(1);
  it.member = maybe_text(row, 2);
  it.payer = maybe_text(row, 3);
  it.is_open = row.integer(4) != 0;
  it.admitted = maybe_text(row, 5);
  it.discharged = maybe_text(row, 6);
  it.covered_through = maybe_text(row, 7);
  it.first_uncovered_day = maybe_text(row, 8);
  it.uncovered_units = row.integer(9);
  it.events = row.integer(10);
  it.last_recorded_at = Instant::from_microseconds(row.integer(11));
  it.restated_at = Instant::from_microseconds(row.integer(12));
  return found;
}

// Which of the words each episode was found by, a bit each; one more bit for each exact filter that
// its own row does not tell.
class Matcher {
 public:
  Matcher(sql::Connection& connection, const EpisodeSearch& search) : search_(search) {
    for (const std::string& word : search.words) {
      const std::string whole = folded(word);
      terms_.push_back({whole, name_words(whole)});
    }
    bits_ = terms_.size();
    if (search.plan_member_id) plan_member_bit_ = bit(bits_++);
    if (search.authorization_number) number_bit_ = bit(bits_++);
    if (bits_ == 0) return;
    if (!terms_.empty() || search.plan_member_id) look_at_members(connection);
    look_at_numbers(connection);
  }

  bool finds_everything() const { return bits_ == 0; }

  bool finds(const std::string& episode, const std::optional<std::string>& member) const {
    std::uint32_t found = 0;
    const auto take = [&](const auto& known, const std::string& id) {
      if (const auto it = known.find(id); it != known.end()) found |= it->second;
    };
    if (member) take(members_, *member);
    take(episodes_, episode);
    const std::string id = terms_.empty() ? std::string() : folded(episode);
    for (std::size_t i = 0; i < terms_.size(); ++i)
      if (terms_[i].whole == id) found |= bit(i);
    return found == bit(bits_) - 1;
  }

 private:
  static std::uint32_t bit(std::size_t index) { return std::uint32_t{1} << index; }

  void look_at_members(sql::Connection& connection) {
    JsonReader reader;
    connection.run(
        "SELECT id, entry FROM member AS latest WHERE recorded_at ="
        " (SELECT max(recorded_at) FROM member WHERE id = latest.id)",
        {}, [&](const sql::Row& row) {
          const RegisteredMember member = read_member(reader, row.text(1));
          if (const std::uint32_t found = bits_of(member)) members_[member.id] = found;
        });
  }

  std::uint32_t bits_of(const RegisteredMember& member) const {
    std::uint32_t found = 0;
    if (plan_member_bit_ && member.plan_member_id == *search_.plan_member_id)
      found |= plan_member_bit_;
    if (terms_.empty()) return found;
    const auto name = name_words(folded(member.name));
    const std::string id = folded(member.id), plan_member_id = folded(member.plan_member_id);
    for (std::size_t i = 0; i < terms_.size(); ++i)
      if (is_in_name(terms_[i], name) || terms_[i].whole == id || terms_[i].whole == plan_member_id)
        found |= bit(i);
    return found;
  }

  void look_at_numbers(sql::Connection& connection) {
    const auto mark = [&](std::uint32_t number_bit) {
      return [this, number_bit](const sql::Row& row) {
        episodes_[std::string(row.text(0))] |= number_bit;
      };
    };
    for (std::size_t i = 0; i < terms_.size(); ++i)
      connection.run("SELECT episode FROM balance WHERE lower(number) = $1", {terms_[i].whole},
                     mark(bit(i)));
    if (number_bit_)
      connection.run("SELECT episode FROM balance WHERE number = $1",
                     {*search_.authorization_number}, mark(number_bit_));
  }

  const EpisodeSearch& search_;
  std::vector<Term> terms_;
  std::size_t bits_ = 0;
  std::uint32_t plan_member_bit_ = 0, number_bit_ = 0;  // 0: not asked for
  std::unordered_map<std::string, std::uint32_t> members_, episodes_;
};

}  // namespace

std::string folded(std::string_view text) {
  constexpr auto how =
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
                                     UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE);
  utf8proc_uint8_t* made = nullptr;
  const std::basic_string<utf8proc_uint8_t> bytes(text.begin(), text.end());
  const auto size =
      utf8proc_map(bytes.data(), static_cast<utf8proc_ssize_t>(bytes.size()), &made, how);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(made, &std::free);
  return size < 0 ? std::string(text) : std::string(made, made + size);
}

std::vector<std::string> search_words(std::string_view text) {
  std::vector<std::string> words;
  constexpr std::string_view spaces = " \t\r\n";
  for (;;) {
    text.remove_prefix(std::min(text.find_first_not_of(spaces), text.size()));
    if (text.empty()) return words;
    words.emplace_back(text.substr(0, text.find_first_of(spaces)));
    text.remove_prefix(words.back().size());
  }
}

std::vector<FoundEpisode> find_episodes(sql::Connection& connection, const EpisodeSearch& search) {
  ensure(search.words.size() <= most_search_words, "a search has a bounded number of words");
  const Matcher matcher(connection, search);
  const auto wanted = static_cast<std::int64_t>(search.limit + search.offset);
  const std::int64_t at_once = matcher.finds_everything() ? wanted : std::max(wanted, rows_at_once);
  JsonReader reader;
  std::vector<FoundEpisode> found;
  std::size_t to_skip = search.offset;
  std::string after = search.after.value_or("");
  for (std::int64_t rows = at_once; rows == at_once && found.size() < search.limit;) {
    rows = 0;
    const auto take = [&](const sql::Row& row) {
      ++rows;
      after = row.text(0);
      if (found.size() == search.limit || !matcher.finds(after, maybe_text(row, 2))) return;
      if (to_skip > 0) {
        --to_skip;
        return;
      }
      found.push_back(read_row(row));
      if (!row.is_null(13)) found.back().member_name = read_member(reader, row.text(13)).name;
    };
    connection.run(episodes_behind,
                   {after, sql::nullable(search.facility), sql::nullable(search.payer),
                    sql::nullable(search.member),
                    search.is_open ? sql::Value(std::int64_t{*search.is_open}) : sql::Value(),
                    at_once, list_of(search.visible)},
                   take);
  }
  return found;
}

std::vector<Member> find_members(sql::Connection& connection, const MemberSearch& search) {
  std::vector<Term> terms;
  for (const std::string& word : search.words) {
    const std::string whole = folded(word);
    terms.push_back({whole, name_words(whole)});
  }
  const bool takes_all = terms.empty() && !search.plan_member_id;
  const auto wanted = static_cast<std::int64_t>(search.limit);
  const std::int64_t at_once = takes_all ? wanted : std::max(wanted, rows_at_once);
  JsonReader reader;
  std::vector<Member> found;
  std::string after = search.after.value_or("");
  for (std::int64_t rows = at_once; rows == at_once && found.size() < search.limit;) {
    rows = 0;
    connection.run(
        "SELECT id, entry FROM member AS latest WHERE id > $1 AND recorded_at ="
        " (SELECT max(recorded_at) FROM member WHERE id = latest.id)"
        " AND ($3 IS NULL OR NOT EXISTS (SELECT 1 FROM episode WHERE member = latest.id)"
        " OR EXISTS (SELECT 1 FROM episode WHERE member = latest.id"
        " AND facility IN (SELECT value FROM json_each($3)))) ORDER BY id LIMIT $2",
        {after, at_once, list_of(search.visible)}, [&](const sql::Row& row) {
          ++rows;
          after = row.text(0);
          if (found.size() == search.limit) return;
          const RegisteredMember it = read_member(reader, row.text(1));
          const bool is_found =
              (!search.plan_member_id || it.plan_member_id == *search.plan_member_id) &&
              std::all_of(terms.begin(), terms.end(),
                          [&](const Term& term) { return is_in(term, it); });
          if (is_found) found.push_back(whole_member(reader, row.text(1)));
        });
  }
  return found;
}

std::vector<AuthorizationPlace> find_authorizations(sql::Connection& connection,
                                                    const std::string& number,
                                                    const Compartment& visible,
                                                    const std::optional<AuthorizationPlace>& after,
                                                    std::size_t limit) {
  const AuthorizationPlace behind = after.value_or(AuthorizationPlace{});
  std::vector<AuthorizationPlace> found;
  connection.run(
      "SELECT DISTINCT episode, \"authorization\" FROM balance WHERE number = $1"
      " AND (episode, \"authorization\") > ($2, $3) AND ($5 IS NULL OR (SELECT e.facility FROM"
      " episode AS e WHERE e.id = balance.episode) IN (SELECT value FROM json_each($5)))"
      " ORDER BY episode, \"authorization\" LIMIT $4",
      {number, behind.episode, behind.authorization, static_cast<std::int64_t>(limit),
       list_of(visible)},
      [&](const sql::Row& row) {
        found.push_back({std::string(row.text(0)), std::string(row.text(1))});
      });
  return found;
}

}  // namespace authledger::store
