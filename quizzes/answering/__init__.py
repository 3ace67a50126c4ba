"""An answer is judged, recorded, graded and shown: alike in a review, in an interview and to an author."""
