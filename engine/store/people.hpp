// Local people: who may sign in with a name and a password, as what, and until when. They never end
// up without a trace: whoever ends stays on file, and the name is free again. A password is set
// through a one-time link, so that nobody but its owner ever knows it.
//
//     auto anna = new_person({.name = "Anna", .roles = {"biller"}}, now, "key:7f3a");
//     enter_person(writer, anna);                          // in a transaction; false: the name is
//     taken const auto link = make_link(writer, "main", anna.id, now, "key:7f3a");
//     person_of_link(reader, link.token, now)->id == anna.id
//     set_password(writer, anna.id, hash_password(...));   // spends the link, ends the sessions
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/store/compartment.hpp"
#include "engine/store/sql.hpp"
#include "engine/time/date.hpp"

namespace authledger::store {

constexpr std::size_t longest_person_name = 200;  // bytes
constexpr std::chrono::hours life_of_link{24};

struct Person {
  std::string id = {};  // 16 hexadecimal digits
  std::string name = {};
  std::set<std::string> roles = {};  // of roles.hpp
  Compartment facilities = {};
  std::optional<std::string> password = {};  // as hash_password() makes it; none: not set yet
  Instant created_at = {};
  std::string created_by = {};  // a principal's subject
  std::optional<Instant> ended_at = {};
  std::optional<std::string> ended_by = {};
  std::optional<Instant> last_signed_in_at = {};
};

std::string subject_of(const Person& person);  // "person:7f3a…"

// Draws the id; name, roles and facilities are taken from `wanted`.
Person new_person(Person wanted, Instant now, const std::string& by);

// Nothing to see in it, or too long: what no person is called.
bool is_person_name(std::string_view name);

// Within the caller's transaction. False: somebody who has not ended has that name, whatever the
// case and the accents.
bool enter_person(sql::Connection& writer, const Person& person);
// With all sessions and links. Who has ended stays as it is. False: there is none.
bool end_person(sql::Connection& writer, const std::string& id, Instant now, const std::string& by);

std::optional<Person> find_person(sql::Connection& connection, const std::string& id);
// Of those who have not ended.
std::optional<Person> find_person_named(sql::Connection& connection, std::string_view name);
std::vector<Person> all_people(sql::Connection& connection);  // by created_at and id

struct OneTimeLink {
  std::string token;  // to be shown once
  Instant expires_at;
};
std::string path_of(const OneTimeLink& link);  // "/#/welcome/TOKEN"

// The one link of the person: those before are over. Within the caller's transaction.
OneTimeLink make_link(sql::Connection& writer, const std::string& organization,
                      const std::string& person, Instant now, const std::string& by);

// None: there is no such link, it is over, or its person has ended.
std::optional<Person> person_of_link(sql::Connection& connection, std::string_view token,
                                     Instant now);

// Spends the person's links and ends the sessions: whoever was in with the old one is out. Within
// the caller's transaction.
void set_password(sql::Connection& writer, const std::string& id, const std::string& kept);

void note_sign_in(sql::Connection& writer, const std::string& id, Instant now);

}  // namespace authledger::store
