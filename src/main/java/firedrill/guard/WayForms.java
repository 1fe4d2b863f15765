package firedrill.guard;

import java.util.regex.Pattern;

/** Forms in which programs are told of hosts and paths. */
final class WayForms {
  /** Where a word begins. */
  private static final String WORD = "(?<![A-Za-z0-9._~%+/@:-])";

  /** Directly behind an option of one letter, or a few that are written together. */
  private static final String GLUED = "(?<=(?<![A-Za-z0-9-])-[A-Za-z]{1,4})";

  private static final String PATH_END = "[^\\s,;:=\"'`|&<>(){}]*+";

  /** A home's tilde stands before a slash, a user's name, or nothing. */
  private static final String PATH_BEGIN = "(?:/|~(?=[/A-Za-z_]|$))";

  static final Pattern URL = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]{0,30}+):[/\\\\]{2}");

  /** As curl takes it, and, of a name with dots, scp and NFS. */
  static final Pattern ONE_SLASH =
      Pattern.compile(WORD + "([A-Za-z0-9][A-Za-z0-9._-]*+):/(?![/\\\\])");

  /** As rsync names a module. */
  static final Pattern MODULE =
      Pattern.compile(WORD + "([A-Za-z0-9-]++\\.[A-Za-z0-9.-]++)::(?=[A-Za-z0-9/])");

  /** As a login is written before a host; the digest of an image is none. */
  static final Pattern LOGIN =
      Pattern.compile(
          "(?<![A-Za-z0-9_.-])[A-Za-z0-9_.-]++@(?!sha(?:256|512):)"
              + "([A-Za-z0-9_.-]++|\\[[0-9A-Fa-f:]++\\]):");

  static final Pattern SHARE =
      Pattern.compile("(?<![\\\\A-Za-z0-9])\\\\\\\\[A-Za-z0-9-][A-Za-z0-9.-]*+\\\\");

  /** Stores that are reached by another client's own settings (restic(1), rclone(1)). */
  static final Pattern STORE =
      Pattern.compile(
          "(?:"
              + WORD
              + "|"
              + GLUED
              + ")(?i:sftp|rclone|b2|gs|azure|swift|s3|rest|opendal|smb|nfs|webdav):"
              // An action of a policy is no store's name.
              + "(?=\\S)(?![A-Z*]|//|[a-z][a-z0-9+.-]{0,30}+://)");

  private static final String KEY = "(?:(?<![A-Za-z0-9_.-])|(?<=(?<![A-Za-z0-9_.-])-{1,2}))";

  /**
   * As libpq reads a database's name with an equals sign in it, and so do programs that copy it.
   */
  static final Pattern NAMED_SETTING =
      Pattern.compile(
          "(?i)"
              + KEY
              + "(host|hostaddr|hostname|server|address|addr|endpoint)\\s*+=\\s*+"
              + "[\"']?([^\\s,;&'\"]*+)|"
              + KEY
              + "(service|servicefile|passfile)\\s*+=");

  static final Pattern HOST_AND_PORT =
      Pattern.compile("(?<![A-Za-z0-9._/-])([A-Za-z0-9_.-]++):[0-9]{1,5}(?![A-Za-z0-9.])");

  /** An address, maybe with the length of a network's prefix. */
  static final Pattern LITERAL =
      Pattern.compile(
          "(?:(?<![0-9A-Za-z.])|"
              + GLUED
              + ")([0-9]{1,3}(?:\\.[0-9]{1,3}){3})(?![0-9A-Za-z]|\\.[0-9])"
              + "(?:/([0-9]{1,2})(?![0-9./A-Za-z]))?");

  /** What may be an address of version 6, in brackets or not. */
  static final Pattern LITERAL_6 =
      Pattern.compile(
          "(?:(?<![0-9A-Za-z.:])|"
              + GLUED
              + ")([0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})(?![0-9A-Za-z.:])"
              + "(?:/([0-9]{1,3})(?![0-9./A-Za-z]))?");

  /** Wherever a path may begin: after anything that is no part of one, or behind an option. */
  static final Pattern PATHS =
      Pattern.compile("(?:(?<![A-Za-z0-9._~%+/-])|" + GLUED + ")" + PATH_BEGIN + PATH_END);

  static final Pattern PATH = Pattern.compile("[/~]" + PATH_END);

  /** The whole of a text, or of what is behind an option's name, may be one path with blanks. */
  static final Pattern WHOLE_PATH = Pattern.compile("(?s)(?:-{0,2}[A-Za-z0-9_.-]{1,64}=)?(/.*)");

  /** What a shell makes of it, or where the child happens to be, decides where that leads. */
  static final Pattern ELSEWHERE =
      Pattern.compile(
          "\\$\\{?(?:HOME|XDG_)|(?<![A-Za-z0-9._/-])(?:[A-Za-z0-9._-]{1,255}+/){0,64}?\\.\\./");

  private WayForms() {}
}
