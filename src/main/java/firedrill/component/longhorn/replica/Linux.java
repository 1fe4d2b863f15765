package firedrill.component.longhorn.replica;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;

/** The calls of the C library that Java does not have. Numbers are those of Linux on 64 bits. */
interface Linux extends Library {

  Linux C = Native.load("c", Linux.class);

  int O_RDONLY = 0;
  int O_NONBLOCK = 0x800;
  int O_CLOEXEC = 0x80000;

  int SEEK_DATA = 3;
  int SEEK_HOLE = 4;

  int ENXIO = 6;
  int EAGAIN = 11;
  int ENOTTY = 25;
  int ENOSYS = 38;
  int EOPNOTSUPP = 95;

  int F_SETSIG = 10;
  int F_SETLEASE = 1024;
  int F_RDLCK = 0;
  int F_UNLCK = 2;

  /** Ignored by every process that does not ask for it. */
  int SIGURG = 23;

  NativeLong FS_IOC_FIEMAP = new NativeLong(0xC020660BL);

  int open(String path, int flags) throws LastErrorException;

  int close(int fd) throws LastErrorException;

  int ioctl(int fd, NativeLong request, Pointer argument) throws LastErrorException;

  int fcntl(int fd, int command, int argument) throws LastErrorException;

  long lseek(int fd, long offset, int whence) throws LastErrorException;

  int statx(int directory, String path, int flags, int mask, Pointer answer)
      throws LastErrorException;
}
