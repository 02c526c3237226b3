// The plaza rules' step; not written yet.
