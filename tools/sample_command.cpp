#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "tools/atomic_file.hpp"
#include "tools/commands.hpp"
#include "tools/sample_clinic.hpp"

namespace authledger::tools {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> content_of(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
}

void write_story(const SampleClinic& clinic, const fs::path& directory) {
  std::string text = "The members of the sample clinic. All of them are invented.\n\n";
  for (const SampleMember& member : clinic.members)
    text += member.episode + "  " + member.name + ": " + member.situation + "\n";
  write_file((directory / "members.txt").string(), text);
}

}  // namespace

int write_sample_clinic(const std::string& definition, Date today, const std::string& out_directory,
                        std::ostream& out) {
  const auto text = content_of(definition);
  if (!text) {
    std::cerr << "cannot read " << definition << '\n';
    return exit_usage;
  }
  const auto clinic = expand_sample_clinic(*text, today);
  if (!clinic) {
    for (const Problem& problem : clinic.error())
      std::cerr << definition << problem.pointer << ": " << problem.detail << '\n';
    return exit_usage;
  }
  const fs::path directory = out_directory;
  std::string lines;
  for (const std::string& line : clinic->lines) lines += line + "\n";
  write_file((directory / "clinic.ndjson").string(), lines);
  for (const SampleFile& file : clinic->files)
    write_file((directory / file.path).string(), file.bytes);
  for (const SampleCopy& copy : clinic->copies) {
    const fs::path from = fs::path(definition).parent_path() / copy.from;
    const auto bytes = content_of(from);
    if (!bytes) {
      std::cerr << "cannot read " << from.string() << '\n';
      return exit_usage;
    }
    write_file((directory / copy.path).string(), *bytes);
  }
  write_story(*clinic, directory);
  out << clinic->members.size() << " invented members, " << clinic->lines.size() << " lines, "
      << clinic->files.size() + clinic->copies.size() << " documents: " << out_directory
      << "/clinic.ndjson; who shows what: " << out_directory << "/members.txt\n";
  return exit_done;
}

}  // namespace authledger::tools
