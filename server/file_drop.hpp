// A message as a file in a directory that another program watches, such as a fax server's.
#pragma once

#include "server/courier.hpp"

namespace authledger::server {

// Writes "<id>.json" whole or not at all, and returns when it is on disk. Sent again, the same file
// is there once.
Outcome drop_file(const Parcel& parcel);

}  // namespace authledger::server
