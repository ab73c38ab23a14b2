"""What is done with a conversation besides writing in it: whose it is, until when it rests, what colleagues say."""
