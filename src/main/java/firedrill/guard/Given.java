package firedrill.guard;

/** What a caller must give. */
final class Given {
  private Given() {}

  /**
   * @param what they make up, for the message
   * @throws GuardRefusal when one of them is null
   */
  static void require(String what, Object... all) {
    for (Object one : all) {
      if (one == null) {
        throw new GuardRefusal(what, "something of it is missing", "give all of it");
      }
    }
  }
}
