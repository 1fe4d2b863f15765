package firedrill.guard;

import firedrill.files.Kernel;
import java.io.IOException;
import java.util.List;

/**
 * Owners inside a user namespace: who has no id there is shown as the overflow id, the machine's
 * root as well as any stranger (user_namespaces(7)).
 */
final class ForeignIds {
  private ForeignIds() {}

  /** Whether the owner is one that this process cannot tell from others. */
  static boolean isHidden(long owner) {
    try {
      return isHidden(owner, Kernel.userIds(), Kernel.overflowId());
    } catch (IOException e) {
      return false; // No Linux: every id is what it says.
    }
  }

  /**
   * @param map lines of first id inside, first id outside, count
   * @param overflow the id that stands for all that are not in the map
   */
  static boolean isHidden(long owner, List<String> map, String overflow) {
    if (!String.valueOf(owner).equals(overflow)) {
      return false;
    }
    for (String line : map) {
      String[] part = line.strip().split("\\s+");
      long first = Long.parseLong(part[0]);
      if (owner >= first && owner - first < Long.parseLong(part[2])) {
        return false;
      }
    }
    return true;
  }
}
