#include "engine/store/people.hpp"

#include <algorithm>

#include "engine/base/secret.hpp"
#include "engine/base/sha256.hpp"
#include "engine/store/browser_sessions.hpp"
#include "engine/store/search.hpp"
#include "engine/store/text_set.hpp"
#include "engine/store/tokens.hpp"

namespace authledger::store {
namespace {

constexpr std::size_t bytes_of_id = 8;

std::vector<Person> select(sql::Connection& connection, const std::string& where,
                           const std::vector<sql::Value>& values) {
  std::vector<Person> people;
  const auto maybe_text = [](const sql::Row& row, int column) {
    return row.is_null(column) ? std::nullopt : std::optional(std::string(row.text(column)));
  };
  const auto maybe_instant = [](const sql::Row& row, int column) {
    return row.is_null(column) ? std::nullopt
                               : std::optional(Instant::from_microseconds(row.integer(column)));
  };
  connection.run(
      "SELECT id, name, roles, facilities, password, created_at, created_by, ended_at, ended_by,"
      " last_signed_in_at FROM person " +
          where,
      values, [&](const sql::Row& row) {
        Person person;
        person.id = row.text(0);
        person.name = row.text(1);
        person.roles = set_of(row.text(2), "a person");
        if (!row.is_null(3)) person.facilities = set_of(row.text(3), "a person");
        person.password = maybe_text(row, 4);
        person.created_at = Instant::from_microseconds(row.integer(5));
        person.created_by = row.text(6);
        person.ended_at = maybe_instant(row, 7);
        person.ended_by = maybe_text(row, 8);
        person.last_signed_in_at = maybe_instant(row, 9);
        people.push_back(std::move(person));
      });
  return people;
}

std::optional<Person> only(std::vector<Person> people) {
  if (people.empty()) return std::nullopt;
  return std::move(people.front());
}

void spend_links(sql::Connection& writer, const std::string& person) {
  writer.run("DELETE FROM person_link WHERE person = $1", {person}, sql::ignore_rows);
}

}  // namespace

std::string subject_of(const Person& person) {
  return "person:" + person.id;
}

Person new_person(Person wanted, Instant now, const std::string& by) {
  Person person;
  person.id = to_hex(random_bytes(bytes_of_id));
  person.name = std::move(wanted.name);
  person.roles = std::move(wanted.roles);
  person.facilities = std::move(wanted.facilities);
  person.created_at = now;
  person.created_by = by;
  return person;
}

bool is_person_name(std::string_view name) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  return !name.empty() && name.size() <= longest_person_name && name.front() != ' ' &&
         name.back() != ' ' && std::ranges::none_of(name, is_control) && !folded(name).empty();
}

bool enter_person(sql::Connection& writer, const Person& person) {
  if (find_person_named(writer, person.name)) return false;
  writer.run(
      "INSERT INTO person (id, name, folded_name, roles, facilities, created_at, created_by)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7)",
      {person.id, person.name, folded(person.name), text_of(person.roles),
       person.facilities ? sql::Value(text_of(*person.facilities)) : sql::Value(),
       person.created_at.microseconds(), person.created_by},
      sql::ignore_rows);
  return true;
}

bool end_person(sql::Connection& writer, const std::string& id, Instant now,
                const std::string& by) {
  const auto person = find_person(writer, id);
  if (!person) return false;
  writer.run("UPDATE person SET ended_at = $2, ended_by = $3 WHERE id = $1 AND ended_at IS NULL",
             {id, now.microseconds(), by}, sql::ignore_rows);
  spend_links(writer, id);
  end_sessions_of(writer, subject_of(*person));
  return true;
}

std::optional<Person> find_person(sql::Connection& connection, const std::string& id) {
  return only(select(connection, "WHERE id = $1", {id}));
}

std::optional<Person> find_person_named(sql::Connection& connection, std::string_view name) {
  return only(select(connection, "WHERE folded_name = $1 AND ended_at IS NULL", {folded(name)}));
}

std::vector<Person> all_people(sql::Connection& connection) {
  return select(connection, "ORDER BY created_at, id", {});
}

std::string path_of(const OneTimeLink& link) {
  return "/#/welcome/" + link.token;
}

OneTimeLink make_link(sql::Connection& writer, const std::string& organization,
                      const std::string& person, Instant now, const std::string& by) {
  Token token = draw_token(organization);
  const Instant expires_at = Instant::from_microseconds(
      now.microseconds() + std::chrono::microseconds(life_of_link).count());
  spend_links(writer, person);
  writer.run("DELETE FROM person_link WHERE expires_at <= $1", {now.microseconds()},
             sql::ignore_rows);
  writer.run(
      "INSERT INTO person_link (digest, person, created_at, created_by, expires_at)"
      " VALUES ($1, $2, $3, $4, $5)",
      {sql::Bytes{token.digest}, person, now.microseconds(), by, expires_at.microseconds()},
      sql::ignore_rows);
  return {std::move(token.text), expires_at};
}

std::optional<Person> person_of_link(sql::Connection& connection, std::string_view token,
                                     Instant now) {
  return only(select(connection,
                     "WHERE ended_at IS NULL AND id = (SELECT person FROM person_link"
                     " WHERE digest = $1 AND expires_at > $2)",
                     {sql::Bytes{token_digest(token)}, now.microseconds()}));
}

void set_password(sql::Connection& writer, const std::string& id, const std::string& kept) {
  writer.run("UPDATE person SET password = $2 WHERE id = $1", {id, kept}, sql::ignore_rows);
  spend_links(writer, id);
  end_sessions_of(writer, "person:" + id);
}

void note_sign_in(sql::Connection& writer, const std::string& id, Instant now) {
  writer.run("UPDATE person SET last_signed_in_at = $2 WHERE id = $1", {id, now.microseconds()},
             sql::ignore_rows);
}

}  // namespace authledger::store
