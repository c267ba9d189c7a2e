"""The program that decodes and encodes, locked in before it sees a byte of anybody's file. Only this package knows PyAV."""
