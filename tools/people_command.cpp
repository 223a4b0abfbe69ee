// People from the command line: for whoever lost the link of the first administrator, and for
// organizations that have nobody yet.
#include <iostream>

#include "engine/store/audit.hpp"
#include "engine/store/organizations.hpp"
#include "engine/store/people.hpp"
#include "tools/command_line.hpp"
#include "tools/organization_place.hpp"
#include "tools/reading.hpp"

namespace authledger::tools {
namespace {

constexpr const char* made_by = "authledger people";

std::string joined(const std::set<std::string>& texts) {
  std::string all;
  for (const std::string& it : texts) all += (all.empty() ? "" : ",") + it;
  return all;
}

void note(sql::Connection& writer, Instant now, const std::string& command, const std::string& id) {
  store::AuditEntry entry =
      store::local_entry(now, "change", std::string(made_by) + " " + command, "person");
  entry.record_id = id;
  store::append_audit(writer, entry);
}

std::optional<store::Person> person_meant(sql::Connection& connection, const std::string& who) {
  auto person = store::find_person(connection, who);
  return person ? person : store::find_person_named(connection, who);
}

void print_link(const store::OneTimeLink& link, const std::string& url, const store::Person& person,
                std::ostream& out, std::ostream& errors) {
  std::string address = url;
  while (address.ends_with('/')) address.pop_back();
  out << address << store::path_of(link) << '\n';
  errors << person.name << " sets a password there, once, until " << to_text(link.expires_at)
         << (url.empty() ? "; put the address of the service before it" : "") << '\n';
}

std::string state_of(const store::Person& person) {
  if (person.ended_at) return "ended " + to_text(*person.ended_at);
  if (!person.password) return "no password yet";
  return person.last_signed_in_at ? "last in " + to_text(*person.last_signed_in_at) : "never in";
}

int run_add_person(const Arguments& arguments) {
  store::Person wanted;
  wanted.name = arguments.name;
  wanted.roles = {arguments.roles.begin(), arguments.roles.end()};
  if (!arguments.facilities.empty())
    wanted.facilities = {arguments.facilities.begin(), arguments.facilities.end()};
  return add_person(arguments.key_place(), std::move(wanted), arguments.url, now(), std::cout,
                    std::cerr);
}

}  // namespace

int add_person(const KeyPlace& place, store::Person wanted, const std::string& url, Instant now,
               std::ostream& out, std::ostream& errors) {
  auto objection = objection_to_roles(wanted.roles);
  if (!store::is_person_name(wanted.name)) objection = "that is no name of a person";
  if (objection) {
    errors << *objection << '\n';
    return exit_usage;
  }
  const auto directory = directory_of(place, errors);
  if (!directory) return exit_usage;
  try {
    auto data = store::DataDirectory::open_to_write(*directory);
    sql::Transaction transaction(data.writer());
    if (const auto unknown = unknown_facility(data.writer(), wanted.facilities)) {
      errors << "the register has no facility \"" << *unknown << "\"\n";
      return exit_usage;
    }
    const auto person = store::new_person(std::move(wanted), now, made_by);
    if (!store::enter_person(data.writer(), person)) {
      errors << "somebody is called " << person.name << " already\n";
      return exit_refused;
    }
    const auto link = store::make_link(data.writer(), place.organization, person.id, now, made_by);
    note(data.writer(), now, "add", person.id);
    transaction.commit();
    print_link(link, url, person, out, errors);
    return exit_done;
  } catch (const store::LockHeld& error) {
    return say_that_it_runs(error, "POST /v1/people", errors);
  }
}

int link_person(const KeyPlace& place, const std::string& who, const std::string& url, Instant now,
                std::ostream& out, std::ostream& errors) {
  const auto directory = directory_of(place, errors);
  if (!directory) return exit_usage;
  try {
    auto data = store::DataDirectory::open_to_write(*directory);
    sql::Transaction transaction(data.writer());
    const auto person = person_meant(data.writer(), who);
    if (!person || person->ended_at) {
      errors << "nobody is called \"" << who << "\"\n";
      return exit_refused;
    }
    const auto link = store::make_link(data.writer(), place.organization, person->id, now, made_by);
    note(data.writer(), now, "link", person->id);
    transaction.commit();
    print_link(link, url, *person, out, errors);
    return exit_done;
  } catch (const store::LockHeld& error) {
    return say_that_it_runs(error, "POST /v1/people/ID/link", errors);
  }
}

int end_person(const KeyPlace& place, const std::string& who, Instant now, std::ostream& out,
               std::ostream& errors) {
  const auto directory = directory_of(place, errors);
  if (!directory) return exit_usage;
  try {
    auto data = store::DataDirectory::open_to_write(*directory);
    sql::Transaction transaction(data.writer());
    const auto person = person_meant(data.writer(), who);
    if (!person) {
      errors << "nobody is called \"" << who << "\"\n";
      return exit_refused;
    }
    store::end_person(data.writer(), person->id, now, made_by);
    note(data.writer(), now, "end", person->id);
    transaction.commit();
    out << "ended " << person->name << '\n';
    return exit_done;
  } catch (const store::LockHeld& error) {
    return say_that_it_runs(error, "POST /v1/people/ID/end", errors);
  }
}

int list_people(const KeyPlace& place, std::ostream& out, std::ostream& errors) {
  const auto directory = directory_of(place, errors);
  if (!directory) return exit_usage;
  const auto data = store::DataDirectory::open_to_read(*directory);
  for (const store::Person& it : store::all_people(*data.connect_to_read()))
    out << it.id << '\t' << it.name << '\t' << state_of(it) << '\t' << joined(it.roles) << '\t'
        << (it.facilities ? joined(*it.facilities) : "all facilities") << '\n';
  return exit_done;
}

void add_people_commands(CLI::App& app, Arguments& arguments, std::function<int()>& chosen) {
  CLI::App* people = app.add_subcommand(
      "people", "make, list, link and end those who sign in with a name and a password");
  people->require_subcommand(1);
  const auto add = [&](const char* name, const char* what, std::function<int()> run) {
    CLI::App* command = people->add_subcommand(name, what);
    command->add_option("--data", arguments.store.data, "directory of the ledger")->required();
    command->add_option("--organization", arguments.organization, "whose people they are")
        ->capture_default_str();
    command->callback([&chosen, run = std::move(run)] { chosen = run; });
    return command;
  };
  const char* const url = "address of the service, to be put before the link";
  CLI::App* command = add(
      "add", "make somebody and print their link, once; while the service runs: POST /v1/people",
      [&] { return run_add_person(arguments); });
  command->add_option("name", arguments.name, "what they are called")->required();
  command->add_option("--role", arguments.roles, "what they may do; docs/access.md; several")
      ->required();
  command->add_option("--facility", arguments.facilities, "only there; several; all when absent");
  command->add_option("--url", arguments.url, url);
  command = add("link",
                "print a new link for a password that was forgotten, or a link that was lost", [&] {
                  return link_person(arguments.key_place(), arguments.name, arguments.url, now(),
                                     std::cout, std::cerr);
                });
  command->add_option("who", arguments.name, "name or id")->required();
  command->add_option("--url", arguments.url, url);
  command = add("end", "they may not sign in any more", [&] {
    return end_person(arguments.key_place(), arguments.name, now(), std::cout, std::cerr);
  });
  command->add_option("who", arguments.name, "name or id")->required();
  add("list", "print them", [&] {
    enter_reading(store::directory_of(arguments.store.data, arguments.organization), now(),
                  {"authledger people list", "read", "person"});
    return list_people(arguments.key_place(), std::cout, std::cerr);
  });
}

}  // namespace authledger::tools
