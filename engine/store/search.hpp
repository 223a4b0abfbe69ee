// Finding episodes and authorizations by what people have in hand: a name, a number on a card, a
// number from the payer.
//
//     find_episodes(connection, {.words = {"smith", "w1234"}, .limit = 20});
//
// A word is found in a member's name when one of the name's words begins with it, whatever the
// case and the accents: "jose" finds "José", "obrien" finds "O'Brien", "lee" finds "Smith-Lee". Or
// it is, whole, the member's id, the plan member id in the register, the number of an
// authorization or the episode's id. Every word must be found.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/episode/facility.hpp"
#include "engine/store/compartment.hpp"
#include "engine/store/episode_list.hpp"
#include "engine/store/sql.hpp"

namespace authledger::store {

constexpr std::size_t most_search_words = 10;

// Case, accents and the like taken off; what is not UTF-8 stays as it is.
std::string folded(std::string_view text);

// The words of a text, between spaces.
std::vector<std::string> search_words(std::string_view text);

struct EpisodeSearch {
  std::vector<std::string> words = {};  // at most most_search_words; each must be found
  // What must be so exactly. The plan member id is the one in the register.
  std::optional<std::string> facility = {}, payer = {}, member = {}, plan_member_id = {},
                             authorization_number = {};
  std::optional<bool> is_open = {};
  Compartment visible = {};  // episodes within it only
  std::size_t limit = 100;
  std::size_t offset = 0;                 // of what stands behind `after`
  std::optional<std::string> after = {};  // id of the last episode of the page before
};

struct FoundEpisode {
  ListedEpisode episode;
  std::optional<std::string> member_name;  // as registered last
};

// By id. Throws sql::DamagedRow when a member in the register cannot be read.
std::vector<FoundEpisode> find_episodes(sql::Connection& connection, const EpisodeSearch& search);

struct MemberSearch {
  std::vector<std::string> words = {};  // as in EpisodeSearch; in name, id and plan member id
  std::optional<std::string> plan_member_id = {};
  Compartment visible = {};  // members whom it shows only
  std::size_t limit = 100;
  std::optional<std::string> after = {};  // id of the last member of the page before
};

// Those entered last under their ids, by id. Throws sql::DamagedRow as find_episodes.
std::vector<Member> find_members(sql::Connection& connection, const MemberSearch& search);

struct AuthorizationPlace {
  std::string episode, authorization;
};

// The authorizations whose last decision has the payer's number, as of the last restating of their
// episodes, by (episode, authorization), behind `after`; of episodes within `visible`.
std::vector<AuthorizationPlace> find_authorizations(sql::Connection& connection,
                                                    const std::string& number,
                                                    const Compartment& visible,
                                                    const std::optional<AuthorizationPlace>& after,
                                                    std::size_t limit);

}  // namespace authledger::store
