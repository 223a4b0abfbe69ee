#include "tools/episode_read.hpp"

#include <ostream>

#include "engine/store/registry.hpp"
#include "tools/payers.hpp"

namespace authledger::tools {

std::optional<EpisodeRead> read_episode(const StorePaths& paths, const std::string& episode,
                                        Instant as_of, std::ostream& errors, int& exit_code) {
  auto policies = read_payers(paths.payers);
  if (!policies) {
    exit_code = exit_usage;
    return std::nullopt;
  }
  auto book = std::make_unique<const PolicyBook>(std::move(*policies));
  auto data = store::DataDirectory::open_to_read(paths.data);
  auto reader = data.connect_to_read();
  auto found = store::standing_of(*reader, *book, episode, as_of);
  if (!found) {
    errors << "there is no episode \"" << episode << "\" in " << paths.data << '\n';
    exit_code = exit_refused;
    return std::nullopt;
  }
  std::optional<Member> member;
  if (found->member) member = store::find_member(*reader, *found->member, as_of);
  return EpisodeRead{std::move(book), std::move(data), std::move(reader), std::move(*found),
                     std::move(member)};
}

}  // namespace authledger::tools
