/** Commands for people and for the build: what the machine lacks, and the programs. */
package firedrill.cli;
